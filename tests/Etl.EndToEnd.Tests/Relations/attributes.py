"""Rows of the relations that count attributes by IOD, by group of the standard and by private creator, and of the indexes."""
import csv, os
from collections import Counter, defaultdict
import readings

TEXTS = {"AE", "AS", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"}


def rows(files, expected, repository):
    tables = os.path.join(repository, "src", "Etl.Schema", "Standard")
    for relation in (iods, groups):
        yield from relation(files, tables)
    yield from private(files, os.path.dirname(expected))
    for relation in (series, studies, patients, modalities, uids):
        yield from relation(files)


def table(folder, name):
    with open(os.path.join(folder, name), encoding="utf8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def standard(repository):
    """VR and tag by keyword."""
    return {a["keyword"]: (a["vr"], a["tag"]) for a in table(os.path.join(repository, "src", "Etl.Schema", "Standard"), "attributes.tsv") if a["keyword"]}


def has_value(element):
    value = element["value"]
    return isinstance(value, list) and any(v not in (None, "") for v in value)


def iods(files, tables):
    texts = {a["keyword"] for a in table(tables, "attributes.tsv") if a["vr"] in TEXTS}
    modules, attributes = defaultdict(set), defaultdict(set)
    for line in table(tables, "iod_modules.tsv"):
        modules[line["iod"]].add((line["module"], line["usage"]))
    for line in table(tables, "module_attributes.tsv"):
        if "." not in line["path"]:
            attributes[line["module"]].add((line["path"], line["tag"], line["type"]))
    iod_of = {c["uid"]: c["iod"] for c in table(tables, "sop_classes.tsv")}
    members = defaultdict(list)
    for _, ds, _ in files:
        members[ds.text("SOPClassUID")].append(ds.elements)
    for uid, sets in members.items():
        if not iod_of.get(uid):
            continue
        for module, usage in modules[iod_of[uid]]:
            if not attributes[module]:
                yield "iod_coverage", uid, module, usage, None, None, len(sets), None, None, None
            for keyword, tag, kind in attributes[module]:
                if tag < "5000":
                    found = [e[keyword] for e in sets if keyword in e]
                    present, empty = (sum(map(has_value, found)), sum(e["value"] == [] for e in found)) if keyword in texts else (None, None)
                    yield "iod_coverage", uid, module, usage, keyword, kind, len(sets), len(found), present, empty


def seen(elements, depth=0):
    for keyword, e in elements.items():
        yield keyword, depth
        for item in e["value"] if e["vr"] == "SQ" and isinstance(e["value"], list) else []:
            yield from seen(item, depth + 1)


def groups(files, tables):
    found = {pair for _, ds, _ in files for pair in ((k, d > 0) for k, d in seen(ds.elements))}
    listed = defaultdict(list)
    for a in table(tables, "attributes.tsv"):
        listed[a["tag"][:4]].append(a)
    for group, attributes in listed.items():
        if "0004" <= group <= "5000" and "X" not in group.upper():
            have = sorted((a for a in attributes if a["keyword"] and ((a["keyword"], False) in found or (a["keyword"], True) in found)), key=lambda a: a["tag"])
            yield "standard_group_coverage", group, len(attributes), len(have), sum((a["keyword"], False) in found for a in have), \
                sum(a["retired"] == "Y" for a in have), [a["keyword"] for a in have]


def private(files, folder):
    devices = defaultdict(list)
    counts = readings.private_counts(folder)
    for path, ds, _ in files:
        for creator, count in counts[path].items():
            devices[ds.text("Modality"), ds.text("Manufacturer"), ds.text("ManufacturerModelName"), creator].append(count)
    for key, found in devices.items():
        yield "private_coverage", *key, len(found), sum(found), max(found)


def smallest(values):
    return min((v for v in values if v is not None), default=None)


def distinct(sets, keyword):
    return sorted({(ds.text(keyword) or "").strip(" ") for ds in sets} - {""})


def grouped(files, *keywords):
    found = defaultdict(list)
    for path, ds, syntax in files:
        found[tuple(ds.text(k) for k in keywords)].append((ds, syntax))
    return found.items()


def series(files):
    for (uid,), members in grouped(files, "SeriesInstanceUID"):
        sets = [ds for ds, _ in members]
        row = [x for k in ("Modality", "SOPClassUID", "SeriesDescription", "Manufacturer") for x in (smallest(distinct(sets, k)), len(distinct(sets, k)))]
        yield "series_index", uid, *row, ",".join(sorted({s for _, s in members if s})) or None, ",".join(distinct(sets, "PhotometricInterpretation")) or None, \
            len(sets), len(distinct(sets, "SOPInstanceUID"))


def studies(files):
    for (uid,), members in grouped(files, "StudyInstanceUID"):
        sets = [ds for ds, _ in members]
        row = [x for k in ("StudyDescription", "AccessionNumber") for x in (smallest(distinct(sets, k)), len(distinct(sets, k)))]
        yield "study_index", uid, *row, distinct(sets, "Modality") or None, len(distinct(sets, "SeriesInstanceUID")), len(sets)


def patients(files):
    for (issuer, patient), members in grouped(files, "IssuerOfPatientID", "PatientID"):
        sets = [ds for ds, _ in members]
        yield "patient_index", issuer, patient, smallest(distinct(sets, "PatientSex")), len(distinct(sets, "PatientSex")), distinct(sets, "Modality") or None, \
            len(distinct(sets, "StudyInstanceUID")), len(distinct(sets, "SeriesInstanceUID")), len(sets)


def modalities(files):
    for (modality,), members in grouped(files, "Modality"):
        sets = [ds for ds, _ in members]
        yield "modality_index", modality, len(sets), len(distinct(sets, "SeriesInstanceUID")), len(distinct(sets, "StudyInstanceUID")), \
            len({(ds.text("IssuerOfPatientID"), ds.text("PatientID")) for ds in sets if ds.text("PatientID")})


def uids(files):
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"):
        found = [ds.text(keyword) for _, ds, _ in files if ds.text(keyword)]
        yield "uid_roots", keyword, len(set(found)), len(found)
