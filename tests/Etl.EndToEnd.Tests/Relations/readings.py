"""The corpus as read by others: pydicom's reading of every file, and another one of the few files that readings.tsv names, with the reasons.

Each line of readings.tsv is needed: where the other reading is that of pydicom too, load() fails.
"""
import csv, gzip, importlib.util, io, json, os, re, subprocess, warnings
from collections import Counter
from pydicom import dcmread
from pydicom.datadict import keyword_for_tag

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def load(expected):
    """(path, elements by keyword, transfer syntax) of each file that must be a row."""
    files = {}
    with gzip.open(expected, "rt", encoding="utf8") as known:
        for line in known:
            file = json.loads(line)
            files[file["path"]] = (file["elements"], file["transfer_syntax"]) if file["readable"] else (None, file["transfer_syntax"])
    folder = os.path.dirname(os.path.abspath(expected))
    for line in lines():
        other = read(os.path.join(folder, "files", line["file"]), line["reading"], folder, files[line["file"]])
        assert " and " in line["reading"] or other != files[line["file"]], f"readings.tsv is not needed for {line['file']}"
        files[line["file"]] = other
    return [(path, *file) for path, file in files.items() if file[0] is not None]


def lines(name="readings.tsv"):
    with open(os.path.join(HERE, name), encoding="utf8", newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(file, way, folder, known):
    how, _, at = way.partition(" ")
    if way == "no row":
        return None, known[1]
    if way == "nothing public":
        return {}, known[1]
    if at.startswith("and "):
        return known
    if how == "dcm2json":
        return dcm2json(file)
    if at.startswith("without "):
        name = keyword_for_tag(int(at[9:18].replace(",", ""), 16))
        return without(known[0], name), known[1]
    return pydicom(part(file, at), folder)


def part(file, at):
    """The bytes behind a prefix that is surely one, or to the byte where the readings part."""
    with open(file, "rb") as content:
        data = content.read()
    return b"\0" * 128 + b"DICM" + data if at == "from byte 0" else data[:int(at.split()[-1])] if at.startswith("to ") else data


def pydicom(data, folder):
    """A reading in the form of expected.ndjson.gz, by the script that made it."""
    spec = importlib.util.spec_from_file_location("corpus_oracle", os.path.join(folder, "oracle.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    ds = dcmread(io.BytesIO(data), stop_before_pixels=True, force=True)
    syntax = ds.file_meta.get("TransferSyntaxUID")
    return script.elements_of(ds)[0], None if syntax is None else str(syntax)


def private_counts(folder):
    """Private elements by their creator, of each file: those of items of public sequences too, without the creators themselves and group lengths."""
    ways = {line["file"]: line["reading"] for line in lines()}
    counts = {}
    for place, _, names in os.walk(os.path.join(folder, "files")):
        for name in names:
            file = os.path.join(place, name)
            path = os.path.relpath(file, os.path.join(folder, "files"))
            counts[path] = found = Counter()
            way = ways.get(path, "pydicom")
            if way == "dcm2json":
                count_of_model(dcm2json_model(file), found)
            else:
                ds = dcmread(io.BytesIO(part(file, way.partition(" ")[2])), stop_before_pixels=True, force=True)
                count(ds, found)
                if " and " in way:
                    last = int(way[-10:-1].replace(",", ""), 16)
                    assert last not in ds, f"readings.tsv is not needed for {path}"
                    found[str(ds[last >> 16, (last & 0xFFFF) >> 8].value)] += 1
    return counts


def count(ds, found):
    for tag in ds.keys():
        if tag.group & 1 and tag.element and not 0x10 <= tag.element <= 0xFF:
            reserved = ds.get((tag.group, tag.element >> 8)) if tag.element >= 0x1000 else None
            found[None if reserved is None else str(reserved.value).strip(" \0") or None] += 1
        elif not tag.group & 1:
            for item in ds[tag].value or [] if is_sequence(ds, tag) else []:
                count(item, found)


def is_sequence(ds, tag):
    try:
        return ds[tag].VR == "SQ"
    except Exception:
        return False


def count_of_model(ds, found):
    for tag, e in ds.items():
        if int(tag[:4], 16) & 1 and tag[4:] != "0000" and not "0010" <= tag[4:] <= "00FF":
            found[(ds.get(f"{tag[:4]}00{tag[4:6]}", {}).get("Value") or [None])[0]] += 1
        elif e["vr"] == "SQ" and not int(tag[:4], 16) & 1:
            for item in e.get("Value", []):
                count_of_model(item, found)


def without(elements, name):
    """With nothing but the length of what is named."""
    return {keyword: {**e, "value": {"bytes": None} if keyword == name else [without(i, name) for i in e["value"]]}
        if e["vr"] == "SQ" and isinstance(e["value"], list) else e for keyword, e in elements.items()}


def dcm2json(file):
    ds = dcm2json_model(file)
    return model(ds), ds.get("00020010", {}).get("Value", [None])[0]


def dcm2json_model(file):
    found = subprocess.run(["dcm2json", "-q", "-fc", "+m", file], capture_output=True)
    # At compressed pixel data, which it cannot write, it ends with a comma too many.
    assert found.returncode == 0 or b"not supported for compressed pixel data" in found.stderr, found.stderr
    ds = json.loads(found.stdout.replace(b",}", b"}") if found.returncode else found.stdout)
    if "00080005" in ds:
        # It says ISO_IR 192, as it writes UTF-8.
        ds["00080005"]["Value"] = re.findall(r"\[(.*?)\]", subprocess.run(["dcmdump", "-q", "+P", "0008,0005", file], capture_output=True, text=True).stdout)
    return ds


def model(ds):
    """A data set of the DICOM JSON Model (PS3.18 F.2) in the form of expected.ndjson.gz."""
    elements = {}
    for tag, e in ds.items():
        number = int(tag, 16)
        group = number >> 16
        if group == 2 or group & 1 or group >= 0x7FE0 or number & 0xFFFF == 0:
            continue
        value = e.get("Value", [])
        if e["vr"] == "SQ":
            value = [model(i) for i in value]
        elif "InlineBinary" in e or "BulkDataURI" in e:
            value = {"bytes": len(e.get("InlineBinary") or "") * 3 // 4}
        elif e["vr"] == "PN":
            value = ["=".join((v or {}).get(k, "") for k in ("Alphabetic", "Ideographic", "Phonetic")).rstrip("=") for v in value]
        elements[keyword_for_tag(number) or tag] = {"vr": e["vr"], "value": value}
    return elements
