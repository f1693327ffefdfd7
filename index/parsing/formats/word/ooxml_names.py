"""The namespaces of Office Open XML (ECMA-376), as lxml writes them before a name."""

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/"

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = f"{_OFFICE}math}}"
RELATIONS = f"{_OFFICE}relationships}}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
