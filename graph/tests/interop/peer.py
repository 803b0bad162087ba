"""Answers what pyfory writes and reads.

A request and an answer are each a length of four bytes, little-endian, and JSON of as many bytes.

    request:  {"ref", "compatible", "types": [type], "cases": [{"value", "message"}]}
    answer:   {"cases": [{"message", "difference"}]}

Types and values are in the form of the golden vectors (`tests/golden/xlang`); messages are hex. Of each
case the answer has what pyfory writes for the value, and how what pyfory reads in the message differs
from the value: null where it does not. Where pyfory raises, there is {"error": text} instead.
"""

import dataclasses
import datetime
import decimal
import enum
import json
import struct
import sys
import typing

import pyfory
from pyfory.union import Union, UnionSerializer

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

NUMBERS = {
    "int8": pyfory.Int8,
    "int16": pyfory.Int16,
    "int32": pyfory.Int32,
    "fixed_int32": pyfory.FixedInt32,
    "int64": pyfory.Int64,
    "fixed_int64": pyfory.FixedInt64,
    "tagged_int64": pyfory.TaggedInt64,
    "uint8": pyfory.UInt8,
    "uint16": pyfory.UInt16,
    "uint32": pyfory.UInt32,
    "fixed_uint32": pyfory.FixedUInt32,
    "uint64": pyfory.UInt64,
    "fixed_uint64": pyfory.FixedUInt64,
    "tagged_uint64": pyfory.TaggedUInt64,
    "float16": pyfory.Float16,
    "bfloat16": pyfory.BFloat16,
    "float32": pyfory.Float32,
    "float64": pyfory.Float64,
}

SCALARS = NUMBERS | {
    "bool": bool,
    "string": str,
    "binary": bytes,
    "date": datetime.date,
    "timestamp": datetime.datetime,
    "duration": datetime.timedelta,
    "decimal": decimal.Decimal,
    "any": typing.Any,
}

ARRAYS = {
    "bool": pyfory.BoolArray,
    "int8": pyfory.Int8Array,
    "int16": pyfory.Int16Array,
    "int32": pyfory.Int32Array,
    "int64": pyfory.Int64Array,
    "uint8": pyfory.UInt8Array,
    "uint16": pyfory.UInt16Array,
    "uint32": pyfory.UInt32Array,
    "uint64": pyfory.UInt64Array,
    "float16": pyfory.Float16Array,
    "bfloat16": pyfory.BFloat16Array,
    "float32": pyfory.Float32Array,
    "float64": pyfory.Float64Array,
}


def scalar(kind, value):
    """The Python value of a scalar."""
    match kind:
        case "float16" | "bfloat16" | "float32" | "float64":
            return float(value)
        case "binary":
            return bytes.fromhex(value)
        case "date":
            return datetime.date(1970, 1, 1) + datetime.timedelta(days=value)
        case "timestamp":
            return EPOCH + duration(value)
        case "duration":
            return duration(value)
        case "decimal":
            digits = value["unscaled"].lstrip("-")
            sign = int(value["unscaled"].startswith("-"))
            return decimal.Decimal((sign, tuple(map(int, digits)), -value["scale"]))
        case _:
            return value


def duration(value):
    seconds, nanos = value
    return datetime.timedelta(seconds=seconds, microseconds=nanos // 1000)


class Schema:
    """The classes of one schema, and the Fory that they are registered with."""

    def __init__(self, request):
        self.fory = pyfory.Fory(
            xlang=True, ref=request["ref"], compatible=request["compatible"], strict=True
        )
        self.types = {declared["name"]: declared for declared in request["types"]}
        self.classes = {name: self.make(declared) for name, declared in self.types.items()}
        for declared in request["types"]:
            if declared["kind"] == "struct":
                self.declare_fields(declared)
        for declared in request["types"]:
            self.register(declared)

    def make(self, declared):
        name = declared["name"]
        match declared["kind"]:
            case "enum":
                return enum.Enum(name, [tuple(value) for value in declared["values"]])
            case "union":
                made = classmethod(lambda cls, case, value: cls(case, value))
                return type(name, (Union,), {"__slots__": (), "_from_case_id": made})
            case _:
                return type(name, (), {"__module__": "peer"})

    def annotation(self, declared):
        if isinstance(declared, str):
            return SCALARS[declared]
        ((kind, of),) = declared.items()
        match kind:
            case "optional":
                return typing.Optional[self.annotation(of)]
            case "ref":
                return pyfory.Ref[self.annotation(of)]
            case "list":
                return typing.List[self.annotation(of)]
            case "set":
                return typing.Set[self.annotation(of)]
            case "map":
                return typing.Dict[self.annotation(of[0]), self.annotation(of[1])]
            case "array":
                return pyfory.Array[self.annotation(of)]
            case _:
                return self.classes[of]

    def declare_fields(self, declared):
        cls = self.classes[declared["name"]]
        cls.__annotations__ = {}
        for field in declared["fields"]:
            name, of = field["name"], field["type"]
            cls.__annotations__[name] = self.annotation(of)
            said = {key: field[key] for key in ("nullable", "ref", "dynamic") if key in field}
            if isinstance(of, dict) and "optional" in of:
                said["nullable"] = True
            tag = [field["tag"]] if "tag" in field else []
            if tag or said:
                setattr(cls, name, pyfory.field(*tag, default=None, **said))
            else:
                setattr(cls, name, None)
        if declared.get("evolving", True):
            dataclasses.dataclass(eq=False)(cls)
        else:
            pyfory.dataclass(evolving=False, eq=False)(cls)

    def register(self, declared):
        cls = self.classes[declared["name"]]
        if "id" in declared:
            name = {"type_id": declared["id"]}
        else:
            name = {"name": declared["reg_name"]}
        match declared["kind"]:
            case "union":
                cases = {int(case): self.annotation(of) for case, of in declared["cases"].items()}
                serializer = UnionSerializer(self.fory.type_resolver, cls, cases)
                self.fory.register_union(cls, serializer=serializer, **name)
            case "ext":
                serializer = ext_serializer(cls)(self.fory.type_resolver, cls)
                self.fory.register_type(cls, serializer=serializer, **name)
            case _:
                self.fory.register_type(cls, **name)


def ext_serializer(cls):
    """The body of a type with code of its own is one number."""

    class ExtSerializer(pyfory.Serializer):
        def write(self, context, value):
            context.write_varint32(value.v)

        def read(self, context):
            made = cls()
            made.v = context.read_varint32()
            return made

    return ExtSerializer


class Maker:
    """Makes the Python value of a case."""

    def __init__(self, schema):
        self.schema = schema
        self.labelled = {}

    def any(self, value):
        if value is None:
            return None
        if "$ref" in value:
            return self.labelled[value["$ref"]]
        inner = value["v"]
        if "$id" in value:
            inner = {"$id": value["$id"], "v": inner}
        return self.declared(value["t"], inner)

    def declared(self, declared, value):
        if value is None:
            return None
        if isinstance(declared, str):
            return self.any(value) if declared == "any" else scalar(declared, value)
        ((kind, of),) = declared.items()
        if kind in ("optional", "ref"):
            return self.declared(of, value)
        label = None
        if isinstance(value, dict):
            if "$ref" in value:
                return self.labelled[value["$ref"]]
            if "$id" in value:
                label, value = value["$id"], value["v"]

        def keep(made):
            if label is not None:
                self.labelled[label] = made
            return made

        match kind:
            case "list":
                made = keep([])
                made.extend(self.declared(of, element) for element in value)
                return made
            case "set":
                return keep({self.declared(of, element) for element in value})
            case "map":
                made = keep({})
                for key, entry in value:
                    made[self.declared(of[0], key)] = self.declared(of[1], entry)
                return made
            case "array":
                return keep(ARRAYS[of]([scalar(of, element) for element in value]))
            case "enum":
                return self.schema.classes[of][value]
            case "union":
                case, inner = value
                cases = self.schema.types[of]["cases"]
                return keep(self.schema.classes[of](case, self.declared(cases[str(case)], inner)))
            case "ext":
                made = keep(self.schema.classes[of]())
                made.v = value
                return made
        made = keep(self.schema.classes[of].__new__(self.schema.classes[of]))
        for field in self.schema.types[of]["fields"]:
            name = field["name"]
            setattr(made, name, self.declared(field["type"], value.get(name)))
        return made


class Comparison:
    """Compares values by type, by the bits of floats, and by what is shared in them."""

    def __init__(self, schema):
        self.schema = schema
        self.partners = {}
        self.found_partners = {}

    def difference(self, wanted, found, path="value"):
        """Where and how they differ; none where they do not."""
        cls = type(wanted)
        if cls is not type(found):
            return f"{path}: {shown(wanted)}, but read {shown(found)}"
        if cls is float:
            same = struct.pack("<d", wanted) == struct.pack("<d", found)
            same = same or wanted != wanted and found != found
            return None if same else f"{path}: {wanted!r}, but read {found!r}"
        if cls is decimal.Decimal:
            same = wanted.as_tuple() == found.as_tuple()
            return None if same else f"{path}: {wanted!r}, but read {found!r}"
        if cls in (list, dict, set) or cls in self.schema.classes.values():
            if not issubclass(cls, enum.Enum):
                return self.objects(wanted, found, path)
        if cls in ARRAYS.values():
            return self.each(list_parts(wanted, found), path)
        return None if wanted == found else f"{path}: {shown(wanted)}, but read {shown(found)}"

    def objects(self, wanted, found, path):
        partner = self.partners.get(id(wanted))
        if partner is not None or id(found) in self.found_partners:
            same = partner == id(found) and self.found_partners.get(id(found)) == id(wanted)
            return None if same else f"{path}: shared with others than it was"
        self.partners[id(wanted)], self.found_partners[id(found)] = id(found), id(wanted)
        return self.each(parts(wanted, found), path)

    def each(self, pairs, path):
        differences = (self.difference(*pair, f"{path}{at}") for at, *pair in pairs)
        return next((found for found in differences if found is not None), None)


def parts(wanted, found):
    """Pairs of what stands in two values of one type, with where that is."""
    if isinstance(wanted, list):
        yield from list_parts(wanted, found)
    elif isinstance(wanted, set):
        # Elements have no parts, so that their text tells them apart.
        yield "'s elements", *(str(sorted(map(shown, one))) for one in (wanted, found))
    elif isinstance(wanted, dict):
        yield "'s keys", *(str(list(map(shown, one))) for one in (wanted, found))
        for key, pair in zip(wanted, zip(wanted.values(), found.values())):
            yield f"[{key!r}]", *pair
    elif isinstance(wanted, Union):
        yield ".case", wanted.case_id(), found.case_id()
        yield ".value", wanted.value(), found.value()
    else:
        for name, value in vars(wanted).items():
            yield f".{name}", value, vars(found).get(name)


def list_parts(wanted, found):
    yield "'s length", len(wanted), len(found)
    for index, pair in enumerate(zip(wanted, found)):
        yield f"[{index}]", *pair


def shown(value):
    return f"{type(value).__name__} {value!r}"


def raised(error):
    return {"error": f"{type(error).__name__}: {error}"[:500]}


def answer_case(schema, case):
    answer = {}
    value = Maker(schema).any(case["value"])
    try:
        answer["message"] = bytes(schema.fory.serialize(value)).hex()
    except Exception as error:
        answer["message"] = raised(error)
    try:
        found = schema.fory.deserialize(bytes.fromhex(case["message"]))
        answer["difference"] = Comparison(schema).difference(value, found)
    except Exception as error:
        answer["difference"] = raised(error)
    return answer


def answer(request):
    try:
        schema = Schema(request)
        return {"cases": [answer_case(schema, case) for case in request["cases"]]}
    except Exception as error:
        return raised(error)


def serve(requests, answers):
    while len(head := requests.read(4)) == 4:
        (length,) = struct.unpack("<I", head)
        body = json.dumps(answer(json.loads(requests.read(length)))).encode()
        answers.write(struct.pack("<I", len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
