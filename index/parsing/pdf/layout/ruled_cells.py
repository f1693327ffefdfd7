"""Cells: areas between the rules of a page, and the tables that they make. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, product
from operator import attrgetter
from typing import NamedTuple

from index.parsing.pdf.printed_line import Cell, Rectangle

_SAME_PLACE_PT = 1.5
_BROKEN_PT = 4.0
_TOUCHING_PT = 0.3
_REACH_PT = 5.0  # a rule may end that far from the one that it meets
_NEAR_EDGE_PT = 4.0
_INSIDE_PT = (1.0, 6.0)  # a rule of the row above may reach into a cell
_MIN_SIDE_PT = 5.0
_SHARED = 0.5
_MIN_ROWS = 2
_MIN_COLUMNS = 2
_MAX_RULES = 400
_SQUARE_PT = 40.0
_MAX_CORNERS = 2_000  # a drawing has more


class Rule(NamedTuple):
    """A straight line along an axis: its place across, its start and its end."""

    place: float
    start: float
    end: float


class Fill(NamedTuple):
    """A filled rectangle."""

    colour: tuple[int, int, int]
    box: Rectangle


class Rules(NamedTuple):
    """The upright and the level rules of a page."""

    upright: Sequence[Rule]
    level: Sequence[Rule]

    @property
    def may_have_cells(self) -> bool:
        """Whether there are enough of them for a table, and not as many as in a drawing."""
        least = min(len(self.upright), len(self.level))
        return least > _MIN_ROWS and len(self.upright) + len(self.level) <= _MAX_RULES


def merge_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in which the pieces of one line are one."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.place - lines[-1][-1].place <= _SAME_PLACE_PT:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[Rule] = []
    for line in lines:
        pieces: list[Rule] = []
        for rule in sorted(line, key=lambda rule: rule.start):
            if pieces and rule.start - pieces[-1].end <= _BROKEN_PT:
                pieces[-1] = pieces[-1]._replace(end=max(pieces[-1].end, rule.end))
            else:
                pieces.append(rule)
        merged += pieces
    return merged


def merge_fills(fills: Iterable[Fill]) -> list[Rectangle]:
    """Filled rectangles; those of one colour and width that touch from above are one, as nobody sees an edge there."""
    merged: list[Fill] = []
    for fill in sorted(
        fills, key=lambda fill: (fill.colour, round(fill.box.left), round(fill.box.right), fill.box.bottom)
    ):
        last = merged[-1] if merged else None
        if last and last.colour == fill.colour and _touches(last.box, fill.box):
            merged[-1] = last._replace(box=last.box._replace(top=max(last.box.top, fill.box.top)))
        else:
            merged.append(fill)
    return [fill.box for fill in merged]


def _touches(below: Rectangle, above: Rectangle) -> bool:
    edges = (above.left - below.left, above.right - below.right)
    return max(map(abs, edges)) <= _SAME_PLACE_PT and above.bottom - below.top <= _TOUCHING_PT


class RuledCells:
    """The cells of the ruled tables of a page."""

    def __init__(self, rules: Rules) -> None:
        """Find the cells of which a rule crosses another one in the upper left corner."""
        boxes: dict[Rectangle, None] = {}
        corners = list(islice(_find_corners(rules), _MAX_CORNERS)) if rules.may_have_cells else []
        if len(corners) < _MAX_CORNERS:
            boxes = dict.fromkeys(filter(None, map(_Corners(rules).find_box, corners)))
        tables = (group for group in _group(list(boxes)) if _is_table(group))
        self._squares: dict[tuple[int, int], list[tuple[Rectangle, Cell]]] = defaultdict(list)
        for number, group in enumerate(tables):
            for box in group:
                for square in _squares(box):
                    self._squares[square].append((box, Cell(number, *box)))

    def __bool__(self) -> bool:
        """Whether there is a table."""
        return bool(self._squares)

    def at(self, x: float, y: float) -> Cell | None:
        """The cell of a table at a place."""
        near = self._squares.get((int(x // _SQUARE_PT), int(y // _SQUARE_PT)), ())
        return next((cell for box, cell in near if box.contains(x, y)), None)


def _squares(box: Rectangle) -> Iterator[tuple[int, int]]:
    """The squares of a page in which a box has a part."""
    left, bottom, right, top = (int(side // _SQUARE_PT) for side in box)
    return product(range(left, right + 1), range(bottom, top + 1))


def _find_corners(rules: Rules) -> Iterator[tuple[float, float]]:
    """The places at which an upright rule meets a level one."""
    for level in rules.level:
        for upright in rules.upright:
            if _covers(level, upright.place, upright.place) and _covers(upright, level.place, level.place):
                yield upright.place, level.place


class _Corners:
    """Finds the box below and beside a corner. The rules that pass a place are looked for once for all its corners."""

    def __init__(self, rules: Rules) -> None:
        self._upright: Callable[[float], list[Rule]] = cache(lambda y: _passing(rules.upright, y))
        self._level: Callable[[float], list[Rule]] = cache(lambda x: _passing(rules.level, x))

    def find_box(self, corner: tuple[float, float]) -> Rectangle | None:
        """The box of four rules that meet, in whose upper left corner a place is.

        An upright rule may end a little below the level one, so that a place near it is between the edges of a row.
        """
        places = ((corner[0] + inside, corner[1] - inside) for inside in _INSIDE_PT)
        boxes = [box for x, y in places if (box := self._find_around(x, y))]
        exact = (box for box in boxes if (box.left, box.top) == corner)
        return min(exact, key=attrgetter("area"), default=next(iter(boxes), None))

    def _find_around(self, x: float, y: float) -> Rectangle | None:
        left, right = _around(self._upright(y), x)
        bottom, top = _around(self._level(x), y)
        if left is None or right is None or bottom is None or top is None:
            return None
        box = Rectangle(left.place, bottom.place, right.place, top.place)
        if min(box.right - box.left, box.top - box.bottom) < _MIN_SIDE_PT:
            return None  # between the two lines of a double rule
        meet = all(_covers(side, box.bottom, box.top) for side in (left, right)) and all(
            _covers(side, box.left, box.right) for side in (bottom, top)
        )
        return box if meet else None


def _passing(rules: Sequence[Rule], along: float) -> list[Rule]:
    return sorted(rule for rule in rules if rule.start <= along <= rule.end)


def _around(rules: Sequence[Rule], place: float) -> tuple[Rule | None, Rule | None]:
    """The nearest of some sorted rules on both sides of a place."""
    after = bisect_right(rules, place, key=attrgetter("place"))
    return rules[after - 1] if after else None, rules[after] if after < len(rules) else None


def _covers(rule: Rule, start: float, end: float) -> bool:
    return rule.start <= start + _REACH_PT and end - _REACH_PT <= rule.end


def _group(boxes: Sequence[Rectangle]) -> list[list[Rectangle]]:
    """Boxes that have edges in common, with those that have edges in common with them."""
    group_of = {box: [box] for box in boxes}
    for edge, far in (("left", "right"), ("top", "bottom")):
        ordered = sorted(boxes, key=attrgetter(edge))
        places = [getattr(box, edge) for box in ordered]
        for box in boxes:
            place = getattr(box, far)
            near = ordered[bisect_left(places, place - _NEAR_EDGE_PT) : bisect_right(places, place + _NEAR_EDGE_PT)]
            for other in near:
                if group_of[other] is not group_of[box] and _are_neighbours(box, other):
                    group_of[box].extend(group_of[other])
                    group_of |= dict.fromkeys(group_of[other], group_of[box])
    return list({id(group): group for group in group_of.values()}.values())


def _are_neighbours(one: Rectangle, other: Rectangle) -> bool:
    beside = min(abs(one.right - other.left), abs(other.right - one.left)) <= _NEAR_EDGE_PT
    below = min(abs(one.bottom - other.top), abs(other.bottom - one.top)) <= _NEAR_EDGE_PT
    across = min(one.right, other.right) - max(one.left, other.left)
    along = min(one.top, other.top) - max(one.bottom, other.bottom)
    return (beside and along > _SHARED * min(one.top - one.bottom, other.top - other.bottom)) or (
        below and across > _SHARED * min(one.right - one.left, other.right - other.left)
    )


def _is_table(boxes: Sequence[Rectangle]) -> bool:
    """Whether boxes have rows and columns; those around the words of a text have no edges below each other."""
    columns = distinct(box.left for box in boxes)
    shared = sum(sum(abs(box.left - left) <= _NEAR_EDGE_PT for box in boxes) > 1 for left in columns)
    has_columns = len(columns) >= _MIN_COLUMNS and shared >= _SHARED * len(columns)
    return has_columns and len(distinct(box.top for box in boxes)) >= _MIN_ROWS


def find_columns(cells: Iterable[Cell]) -> list[float]:
    """Where the columns of a table start, from the left: a column begins where another one has ended.

    The edges of the cells of a column may differ by the width of a margin.
    """
    starts: list[float] = []
    end = 0.0
    for cell in sorted(cells, key=attrgetter("left")):
        if not starts or cell.left >= end - _NEAR_EDGE_PT:
            starts.append(cell.left)
            end = cell.right
        end = min(end, cell.right)
    return starts


def distinct(places: Iterable[float]) -> list[float]:
    """Places that differ by more than the width of a rule, ascending."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR_EDGE_PT:
            found.append(place)
    return found
