"""Reads a joblib file that holds plain data, and can do nothing else.

A joblib file is a pickle, that is a program for a stack machine, with the bytes of each array right behind the part
that describes it. This is that machine with the instructions that `joblib.dump` (1.6.0, uncompressed) writes for plain
data, and no others. It imports and calls nothing that a file names: the four names it knows stand for reading an array.
joblib's own reader is not used: it knows every instruction of a pickle and allocates whatever size a file claims.
"""

import enum
import pickle  # for the names of its instructions only
import struct
from collections.abc import Callable, Collection, Mapping
from typing import BinaryIO, Final

import numpy as np

from scoring.plain import MAX_DEPTH, MAX_OBJECTS
from scoring.safe_arrays import Dtype, UnsafeArtifact, dtype_of, layout, view

__all__ = ["UnsafeArtifact", "load"]

COMPRESSED = (b"\x78", b"\x1f\x8b", b"BZ", b"\x5d\x00", b"\xfd7zXZ", b"\x04\x22\x4d\x18", b"ZF")
OPENINGS = (b"\x80\x04", b"\x80\x05")  # pickle protocols 4 and 5
ARRAY_STATE = {"subclass", "shape", "order", "dtype", "allow_mmap", "numpy_array_alignment_bytes"}
LEAVES = {type(None), bool, int, float, str, np.ndarray}


def load(source: bytes | BinaryIO, *, max_bytes: int) -> object:
    """The plain data of an uncompressed joblib file of at most `max_bytes`. Arrays are read-only.

    Raises UnsafeArtifact for everything else, before anything of the size that a file merely claims is allocated.
    """
    data = source if isinstance(source, bytes) else source.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise UnsafeArtifact(f"the file is larger than {max_bytes} bytes")
    if data.startswith(COMPRESSED):
        raise UnsafeArtifact("the file is compressed", remedy="write it with joblib.dump(..., compress=0)")
    if not data.startswith(OPENINGS):
        raise UnsafeArtifact("the file is empty, or no joblib file of pickle protocol 4 or 5")
    return _Machine(data, max_bytes).run()


class _Name(enum.Enum):
    """What a file may name."""

    ARRAY = ("joblib.numpy_pickle", "NumpyArrayWrapper")
    NDARRAY = ("numpy", "ndarray")
    DTYPE = ("numpy", "dtype")
    SCALAR = ("numpy._core.multiarray", "scalar")


NAMES = {name.value: name for name in _Name}


class _DtypeSlot:
    """A dtype, known once its state has followed its bare code; arrays share it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.dtype: Dtype | None = None


class _ArraySlot:
    """An array before its description."""


class _Machine:
    """The stack machine. Its stacks and memo hold at most one entry an instruction, of which there are MAX_OBJECTS."""

    def __init__(self, data: bytes, max_bytes: int) -> None:
        self.data = data
        self.max_bytes = max_bytes
        self.position = len(OPENINGS[0])
        self.stack: list[object] = []
        self.marks: list[int] = []
        self.memo: list[object] = []

    def run(self) -> object:
        try:
            return self.result()
        except UnsafeArtifact as refusal:
            raise UnsafeArtifact(refusal.rule, self.position) from None
        except (IndexError, UnicodeDecodeError):  # an empty stack, an unknown memo, a text that is none
            raise UnsafeArtifact("the file is damaged", self.position) from None

    def result(self) -> object:
        for _ in range(MAX_OBJECTS):
            code = self.take(1)
            if code == pickle.STOP:
                break
            if code not in INSTRUCTIONS:
                raise UnsafeArtifact(f"the instruction {code!r} is none of those that plain data needs")
            INSTRUCTIONS[code](self)
        else:
            raise UnsafeArtifact(f"the file takes more than {MAX_OBJECTS} instructions")
        if self.position != len(self.data):
            raise UnsafeArtifact("the file goes on after its end")
        value = self.stack.pop()
        _check(value)
        return value

    def take(self, size: int) -> bytes:
        if size > len(self.data) - self.position:
            raise UnsafeArtifact("the file is cut off")
        self.position += size
        return self.data[self.position - size : self.position]

    def number(self, code: str) -> int | float:
        number: int | float = struct.unpack(code, self.take(struct.calcsize(code)))[0]
        return number

    def sized(self, code: str) -> bytes:
        return self.take(int(self.number(code)))

    def push(self, value: object) -> None:
        self.stack.append(value)

    def last(self, count: int) -> list[object]:
        return [self.stack.pop() for _ in range(count)][::-1]

    def since_mark(self) -> list[object]:
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return items

    def extend(self, items: list[object]) -> None:
        target = self.stack[-1]
        if type(target) is not list:
            raise UnsafeArtifact("items are appended to what is not a list")
        target.extend(items)

    def update(self, items: list[object]) -> None:
        target = self.stack[-1]
        if type(target) is not dict or len(items) % 2:
            raise UnsafeArtifact("items are set in what is not a dict")
        for key, value in zip(items[::2], items[1::2], strict=True):
            # Tuples could be keys, but to hash one that holds itself twice over, fifty times, takes forever.
            if type(key) is not str and type(key) is not int:
                raise UnsafeArtifact("a key is neither a text nor an int")
            target[key] = value

    def name(self) -> None:
        module, name = self.last(2)
        if not isinstance(module, str) or not isinstance(name, str):
            raise UnsafeArtifact("a name is not a text")
        if (module, name) not in NAMES:
            raise UnsafeArtifact(f"the file names {f'{module[:60]}.{name[:60]}'!a}, which is not plain data")
        self.push(NAMES[module, name])

    def new(self) -> None:
        cls, arguments = self.last(2)
        if cls is not _Name.ARRAY or type(arguments) is not tuple or arguments:
            raise UnsafeArtifact("the file makes an object that is not plain data")
        self.push(_ArraySlot())

    def call(self) -> None:
        function, arguments = self.last(2)
        match arguments:
            case (str(code), bool(), bool()) if function is _Name.DTYPE:
                self.push(_DtypeSlot(code))
            case (slot, bytes(value)) if function is _Name.SCALAR:
                self.push(view(value, 0, (), _described(slot), "C")[()])
            case _:
                raise UnsafeArtifact("the file calls what is not plain data")

    def build(self) -> None:
        target, state = self.last(2)
        if type(target) is _DtypeSlot:
            target.dtype = dtype_of(target.code, state)
            self.push(target)
        elif type(target) is _ArraySlot and type(state) is dict and state.keys() == ARRAY_STATE:
            self.push(self.stored(state))
        else:
            raise UnsafeArtifact("the file describes an object that is not plain data")

    def stored(self, state: Mapping[str | int, object]) -> object:
        if state["subclass"] is not _Name.NDARRAY:
            raise UnsafeArtifact("an array is of a class of its own")
        dtype = _described(state["dtype"])
        shape, order = layout(state, self.max_bytes)
        if state["numpy_array_alignment_bytes"] is not None:
            self.sized("<B")  # padding
        array = view(self.data, self.position, shape, dtype, order)
        self.position += array.nbytes
        return array


def _described(slot: object) -> Dtype:
    if type(slot) is not _DtypeSlot or slot.dtype is None:
        raise UnsafeArtifact("an array has no type")
    return slot.dtype


def _check(value: object) -> None:
    """Raises unless a value is plain all the way down; what is shared counts each time it is met."""
    level, count = [value], 1
    for _ in range(MAX_DEPTH + 1):
        below: list[object] = []
        for item in level:
            children = _children(item)
            count += len(children)
            if count > MAX_OBJECTS:
                raise UnsafeArtifact(f"the file holds more than {MAX_OBJECTS} values")
            below.extend(children)
        if not below:
            return
        level = below
    raise UnsafeArtifact(f"the file nests deeper than {MAX_DEPTH} levels")


def _children(item: object) -> Collection[object]:
    if isinstance(item, dict):
        return item.values()
    if isinstance(item, list | tuple):
        return item
    if type(item) in LEAVES or isinstance(item, np.generic):
        return ()
    raise UnsafeArtifact(f"the file holds a {type(item).__name__}, which is not plain data")


INSTRUCTIONS: Final[Mapping[bytes, Callable[[_Machine], object]]] = {
    pickle.FRAME: lambda m: m.take(8),  # a hint for buffered readers
    pickle.NONE: lambda m: m.push(None),
    pickle.NEWTRUE: lambda m: m.push(True),
    pickle.NEWFALSE: lambda m: m.push(False),
    pickle.BININT: lambda m: m.push(m.number("<i")),
    pickle.BININT1: lambda m: m.push(m.number("<B")),
    pickle.BININT2: lambda m: m.push(m.number("<H")),
    pickle.LONG1: lambda m: m.push(int.from_bytes(m.sized("<B"), "little", signed=True)),
    pickle.BINFLOAT: lambda m: m.push(m.number(">d")),
    pickle.SHORT_BINUNICODE: lambda m: m.push(m.sized("<B").decode()),
    pickle.BINUNICODE: lambda m: m.push(m.sized("<I").decode()),
    pickle.SHORT_BINBYTES: lambda m: m.push(m.sized("<B")),  # only within what describes dates and scalars
    pickle.EMPTY_LIST: lambda m: m.push([]),
    pickle.APPEND: lambda m: m.extend(m.last(1)),
    pickle.APPENDS: lambda m: m.extend(m.since_mark()),
    pickle.EMPTY_DICT: lambda m: m.push({}),
    pickle.SETITEM: lambda m: m.update(m.last(2)),
    pickle.SETITEMS: lambda m: m.update(m.since_mark()),
    pickle.EMPTY_TUPLE: lambda m: m.push(()),
    pickle.TUPLE1: lambda m: m.push(tuple(m.last(1))),
    pickle.TUPLE2: lambda m: m.push(tuple(m.last(2))),
    pickle.TUPLE3: lambda m: m.push(tuple(m.last(3))),
    pickle.TUPLE: lambda m: m.push(tuple(m.since_mark())),
    pickle.MARK: lambda m: m.marks.append(len(m.stack)),
    pickle.MEMOIZE: lambda m: m.memo.append(m.stack[-1]),
    pickle.BINGET: lambda m: m.push(m.memo[int(m.number("<B"))]),
    pickle.LONG_BINGET: lambda m: m.push(m.memo[int(m.number("<I"))]),
    pickle.STACK_GLOBAL: lambda m: m.name(),
    pickle.NEWOBJ: lambda m: m.new(),
    pickle.REDUCE: lambda m: m.call(),
    pickle.BUILD: lambda m: m.build(),
}
