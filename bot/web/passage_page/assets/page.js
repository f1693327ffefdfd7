// Inside Telegram: takes over its colours, and shows the signed user to a page that not everyone may see.
// The page works without this script.
(() => {
  "use strict";
  const hash = new URLSearchParams(location.hash.slice(1));
  const keep = (name) => {
    try {
      const value = hash.get(name);
      if (value) sessionStorage.setItem(name, value);
      return value || sessionStorage.getItem(name);
    } catch {
      return hash.get(name);
    }
  };
  const data = keep("tgWebAppData");
  const root = document.documentElement;
  try {
    const theme = JSON.parse(keep("tgWebAppThemeParams") || "{}");
    const names = { bg_color: "--bg", text_color: "--text", link_color: "--link", secondary_bg_color: "--panel" };
    for (const [given, used] of Object.entries(names)) {
      if (/^#[0-9a-f]{6}$/i.test(theme[given] || "")) root.style.setProperty(used, theme[given]);
    }
    if (/^#[0-9a-f]{6}$/i.test(theme.bg_color || "")) {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(theme.bg_color.slice(at, at + 2), 16));
      root.dataset.theme = 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
    }
  } catch {
    // Broken parameters change no colour.
  }
  const tell = (event) => {
    if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(event, "{}");
    else if (window.parent !== window && data) {
      window.parent.postMessage(JSON.stringify({ eventType: event, eventData: {} }), "https://web.telegram.org");
    }
  };
  tell("web_app_ready");
  tell("web_app_expand");
  const form = document.getElementById("gate");
  if (form && data) {
    form.elements.init_data.value = data;
    form.submit();
  }
})();
