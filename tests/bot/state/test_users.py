"""Users and chats over a real SQLite file."""

from bot.state.users import User, UserStore
from index.catalog.database import Database
from tests.support.chat_readers import ANN


def test_people_are_known_by_id_and_name(database: Database) -> None:
    """The latest names count, and usernames match in any case; a deleted user is unknown."""
    people = UserStore(database)
    people.save(User(ANN, "Ann", "ann", "en"))
    people.save(User(ANN, "Anna", "Anna", "de"))
    known = people.get(ANN), people.find_by_username("ANNA"), people.find_by_username("ann")
    people.forget(ANN)

    assert (User(ANN, "Anna", "Anna", "de"), User(ANN, "Anna", "Anna", "de"), None) == known
    assert people.get(ANN) is None


def test_a_chat_that_takes_no_messages_is_known(database: Database) -> None:
    """A chat that refuses messages is counted, until it accepts them again."""
    people = UserStore(database)
    people.set_reachable(ANN, reachable=False)
    gone = people.is_reachable(ANN), people.count_unreachable()
    people.set_reachable(ANN, reachable=True)

    assert ((False, 1), True) == (gone, people.is_reachable(ANN))
