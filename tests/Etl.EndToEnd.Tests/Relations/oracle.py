#!/usr/bin/python3
"""What the relations of sql/ must hold of the corpus, worked out from pydicom's reading of it and not from ours (readings.tsv: of 14 files another).

    oracle.py expected.ndjson.gz REPOSITORY > rows.ndjson

One JSON line a row: ["relation", value, …]. Values are text, numbers, null or lists of them, in the order of the columns in queries.sql.
"""
import json, math, re, statistics, sys
from collections import Counter, defaultdict
from pydicom.datadict import dictionary_VM
import attributes, readings

sys.setrecursionlimit(10000)


class DataSet:
    """Elements by keyword, as the rules of columns have them: text as it stands, numbers only if they are as many as the VM allows."""

    def __init__(self, elements):
        self.elements = elements

    def values(self, keyword):
        value = self.elements.get(keyword, {}).get("value", [])
        return value if isinstance(value, list) else []

    def text(self, keyword):
        values = self.values(keyword)
        return "\\".join(str(v) for v in values if v is not None) or None

    def texts(self, keyword):
        return [str(v) if v not in (None, "") else None for v in self.values(keyword)] or None

    def number(self, keyword):
        values = self.values(keyword)
        return number(values[0]) if len(values) == 1 else None

    def numbers(self, keyword):
        return [number(v) for v in self.values(keyword)] or None

    def nth(self, keyword, index):
        values = self.numbers(keyword)
        return values[index] if values and len(values) > index else None

    def iso(self, keyword):
        """A DT in ISO 8601, at its own precision from the second on."""
        parts = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,6})?(?:([+-]\d\d)(\d\d))?", self.text(keyword) or "")
        if not parts:
            return None
        year, month, day, hour, minute, second, fraction, zone, minutes = parts.groups()
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{fraction or ''}{f'{zone}:{minutes}' if zone else ''}"

    def items(self, keyword):
        value = self.elements.get(keyword, {})
        return [DataSet(i) for i in value["value"]] if value.get("vr") == "SQ" and isinstance(value["value"], list) else []

    def first(self, *keywords):
        """The first item of the first item of …; an empty one where there is none."""
        found = self
        for keyword in keywords:
            found = (found.items(keyword) or [DataSet({})])[0]
        return found

    def has(self, keyword):
        return bool(self.items(keyword))


def number(value):
    try:
        found = float(value)
        return found if math.isfinite(found) else None
    except (TypeError, ValueError):
        return None


def code(item):
    """scheme:value of a code."""
    scheme, value = item.text("CodingSchemeDesignator"), item.text("CodeValue")
    return f"{scheme}:{value}" if scheme is not None and value is not None else None


def triple(item):
    return [item.text("CodeValue"), item.text("CodingSchemeDesignator"), item.text("CodeMeaning")] if item.elements else None


def smallest(values):
    values = [v for v in values if v is not None]
    return min(values) if values else None


def largest(values):
    values = [v for v in values if v is not None]
    return max(values) if values else None


def distinct(values):
    return sorted({v for v in values if v is not None})


def by_series(files):
    groups = defaultdict(list)
    for path, ds, syntax in files:
        groups[ds.text("SeriesInstanceUID")].append((path, ds, syntax))
    return groups.items()


def of_class(files, *uids):
    return [f for f in files if f[1].text("SOPClassUID") in uids]


CT, MR, PT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.128"


def indexes(files):
    for name, uid, numbers, texts in [
        ("ct_index", CT, ["KVP", "Rows", "Columns", "SliceThickness", "GantryDetectorTilt", "ReconstructionDiameter", "SpiralPitchFactor"], ["FilterType"]),
        ("mr_index", MR, ["MagneticFieldStrength", "RepetitionTime", "EchoTrainLength", "FlipAngle", "PixelBandwidth", "InversionTime", "Rows", "Columns"],
         ["MRAcquisitionType", "ReceiveCoilName", "SequenceName", "ImagedNucleus"]),
        ("pt_index", PT, ["Rows", "Columns", "NumberOfSlices"], ["Units", "DecayCorrection", "RandomsCorrectionMethod", "ReconstructionMethod"])]:
        for series, members in by_series(of_class(files, uid)):
            sets = [ds for _, ds, _ in members]
            row = [series] + [smallest(ds.number(k) for ds in sets) for k in numbers] + [smallest(ds.text(k) for ds in sets) for k in texts]
            row += [smallest(ds.nth("PixelSpacing", i) for ds in sets) for i in (0, 1)]
            if name == "ct_index":
                for k in ("XRayTubeCurrent", "Exposure", "ExposureTime"):
                    row += [smallest(ds.number(k) for ds in sets), largest(ds.number(k) for ds in sets)]
                row.append(int(len(distinct(ds.number("KVP") for ds in sets)) > 1))
            if name == "mr_index":
                row.append(distinct(ds.number("EchoTime") for ds in sets) or None)
            if name == "pt_index":
                drugs = [ds.first("RadiopharmaceuticalInformationSequence") for ds in sets]
                row += [smallest(code(d.first("RadionuclideCodeSequence")) for d in drugs), smallest(d.number("RadionuclideTotalDose") for d in drugs)]
                row.append(smallest("/".join(ds.texts("SeriesType") or []) or None for ds in sets))
            yield name, *row, len(sets)


def preparation(ds, value):
    codes = {}
    for step in (s for d in ds.items("SpecimenDescriptionSequence") for s in d.items("SpecimenPreparationSequence")):
        for item in step.items("SpecimenPreparationStepContentItemSequence"):
            if code(item.first("ConceptNameCodeSequence")) == "SCT:" + value:
                substance = item.first("ConceptCodeSequence")
                codes[code(substance)] = substance.text("CodeMeaning")
    return codes


def slides(files):
    slides = [f for f in files if f[1].text("Modality") == "SM"]
    for path, ds, syntax in slides:
        spacing = ds.numbers("PixelSpacing") or ds.first("SharedFunctionalGroupsSequence", "PixelMeasuresSequence").numbers("PixelSpacing") or [None, None]
        yield "sm_instance_index", path, ds.text("SOPInstanceUID"), syntax, *spacing, ds.number("TotalPixelMatrixColumns"), \
            sorted(preparation(ds, "430863003")), sorted(preparation(ds, "430864009")), sorted(preparation(ds, "424361007"))
    for series, members in by_series(slides):
        sets = [ds for _, ds, _ in members]
        stains = {k: v for ds in sets for k, v in preparation(ds, "424361007").items()}
        yield "sm_index", series, smallest(ds.text("ContainerIdentifier") for ds in sets), sorted(stains), [stains[k] for k in sorted(stains)], \
            largest(ds.number("TotalPixelMatrixColumns") for ds in sets) or largest(ds.number("Columns") for ds in sets), \
            smallest(code(ds.first("OpticalPathSequence", "IlluminationTypeCodeSequence")) for ds in sets), \
            smallest(code(ds.first("SpecimenDescriptionSequence", "PrimaryAnatomicStructureSequence")) for ds in sets), len(sets)


def segments(files):
    series_of = {}
    for _, ds, _ in files:
        uid, series = ds.text("SOPInstanceUID"), ds.text("SeriesInstanceUID")
        series_of[uid] = smallest([series_of.get(uid), series])
    rows = defaultdict(list)
    for path, ds, _ in files:
        image = ds.first("ReferencedSeriesSequence", "ReferencedInstanceSequence").text("ReferencedSOPInstanceUID") \
            or ds.first("ReferencedImageSequence").text("ReferencedSOPInstanceUID") or ds.first("SourceImageSequence").text("ReferencedSOPInstanceUID")
        segmented = ds.first("ReferencedSeriesSequence").text("SeriesInstanceUID") or series_of.get(image)
        for segment in ds.items("SegmentSequence"):
            category, kind, region = (segment.first(k) for k in
                ("SegmentedPropertyCategoryCodeSequence", "SegmentedPropertyTypeCodeSequence", "AnatomicRegionSequence"))
            rows[ds.text("SeriesInstanceUID")].append((ds.text("SOPInstanceUID"), segment.number("SegmentNumber"), code(category), code(kind), segmented,
                segment.text("SegmentAlgorithmType"), (segment.texts("SegmentAlgorithmName") or [None])[0],
                *(i.text("CodeMeaning") for i in (category, kind, region)), code(region)))
            yield "segmentations", path, segment.number("SegmentNumber"), segment.text("SegmentLabel"), segment.text("SegmentAlgorithmType"), \
                triple(category), triple(kind), triple(region), (segment.texts("SegmentAlgorithmName") or [None])[0], segment.text("TrackingID"), segmented, \
                ds.text("SegmentationType"), segment.text("TrackingUID"), triple(region.first("AnatomicRegionModifierSequence")), \
                triple(kind.first("SegmentedPropertyTypeModifierCodeSequence"))
    for series, found in rows.items():
        yield "seg_index", series, len({r[:2] for r in found}), distinct(r[2] for r in found), distinct(r[3] for r in found), smallest(r[4] for r in found), \
            *(",".join(distinct(r[n] for r in found)) or None for n in (5, 6)), *(distinct(r[n] for r in found) for n in (7, 8, 9, 10))


def structures(files):
    for series, members in by_series([f for f in files if f[1].has("StructureSetROISequence")]):
        rois = [(ds.text("SOPInstanceUID"), roi) for _, ds, _ in members for roi in ds.items("StructureSetROISequence")]
        images = [s.text("SeriesInstanceUID") for _, ds, _ in members for f in ds.items("ReferencedFrameOfReferenceSequence")
            for t in f.items("RTReferencedStudySequence") for s in t.items("RTReferencedSeriesSequence")]
        yield "rtstruct_index", series, len({(uid, roi.number("ROINumber")) for uid, roi in rois}), distinct(roi.text("ROIName") for _, roi in rois), \
            distinct(roi.text("ROIGenerationAlgorithm") for _, roi in rois), \
            distinct(o.text("RTROIInterpretedType") for _, ds, _ in members for o in ds.items("RTROIObservationsSequence")), smallest(images), len(set(images))


def annotations(files):
    for path, ds, _ in files:
        for group in ds.items("AnnotationGroupSequence"):
            yield "ann_group_index", path, group.number("AnnotationGroupNumber"), group.text("AnnotationGroupLabel"), group.number("NumberOfAnnotations"), \
                group.text("GraphicType"), code(group.first("AnnotationPropertyTypeCodeSequence"))
    for series, members in by_series([f for f in files if f[1].has("AnnotationGroupSequence")]):
        yield "ann_index", series, smallest(ds.text("AnnotationCoordinateType") for _, ds, _ in members), \
            smallest(ds.first("ReferencedSeriesSequence").text("SeriesInstanceUID") for _, ds, _ in members), len(members)


def contrast(files):
    keywords = ["ContrastBolusAgent", "ContrastBolusIngredient", "ContrastBolusRoute"]
    for series, members in by_series([f for f in files if any(f[1].text(k) for k in keywords)]):
        yield "contrast_index", series, *(distinct(ds.text(k) for _, ds, _ in members) or None for k in keywords), len(members)


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def is_unit(a):
    return abs(math.sqrt(dot(a, a)) - 1) <= 0.01


def geometry(files):
    for series, members in by_series(of_class(files, CT, MR, PT)):
        sets = [ds for _, ds, _ in members]
        types = [ds.texts("ImageType") or [] for ds in sets]
        if any("LOCALIZER" in t or any("MIP" in (v or "") for v in t) for t in types):
            continue
        images = {(ds.text("SOPInstanceUID"), *(json.dumps(ds.numbers(k)) for k in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing")),
            ds.number("Rows"), ds.number("Columns")) for ds in sets}
        images = [(json.loads(i[1]), json.loads(i[2]), i[3], i[4], i[5]) for i in images]
        placed = [(o, p) for o, p, *_ in images if o and p and len(o) == 6 and len(p) == 3]
        complete = len(placed) == len(images)
        normals = [cross(o[:3], o[3:]) for o, _ in placed]
        orientations = [o for o, *_ in images]
        single = None not in orientations and len({json.dumps(o) for o in orientations}) == 1
        normal = cross(orientations[0][:3], orientations[0][3:]) if single and len(orientations[0]) == 6 else None
        at = sorted(dot(p, n) for (_, p), n in zip(placed, normals))
        rows, columns = [dot(p, o[:3]) for o, p in placed], [dot(p, o[3:]) for o, p in placed]
        steps = [b - a for a, b in zip(at, at[1:])]
        mean = (at[-1] - at[0]) / (len(at) - 1) if complete and len(at) > 1 else None
        checks = [single, all(o and len(o) == 6 and is_unit(cross(o[:3], o[3:])) for o in orientations), complete and len(set(at)) == len(at),
            complete and max(rows) - min(rows) <= 0.1, complete and max(columns) - min(columns) <= 0.1,
            all(i[2] != "null" for i in images) and len({i[2] for i in images}) == 1, len({i[3:] for i in images}) == 1 and None not in images[0][3:],
            bool(mean) and all(0.99 * mean <= s <= 1.01 * mean for s in steps)]
        yield "volume_geometry_index", series, len(images), *checks, \
            round(math.degrees(math.acos(min(1, max(map(abs, normal)) / math.sqrt(dot(normal, normal))))), 2) if normal else None, \
            None if mean is None else round(mean, 3), all(checks)


def content(items, kind, *codes):
    return [i for i in items if i.text("ValueType") == kind and code(i.first("ConceptNameCodeSequence")) in codes]


def concept(items):
    return triple(items[0].first("ConceptCodeSequence")) if items else None


def measurements(files):
    for path, ds, _ in files:
        template = ds.first("ContentTemplateSequence")
        if template.text("TemplateIdentifier") != "1500" or template.text("MappingResource") not in (None, "DCMR"):
            continue
        for c, container in enumerate(ds.items("ContentSequence")):
            for g, group in enumerate(container.items("ContentSequence")):
                if not content([group], "CONTAINER", "DCM:125007"):
                    continue
                items = group.items("ContentSequence")
                finding, site = content(items, "CODE", "DCM:121071"), content(items, "CODE", "SCT:363698007", "SRT:G-C0E3")
                images = [i.first("ReferencedSOPSequence") for i in items if i.text("ValueType") == "IMAGE"]
                masks = [i for i in images if i.text("ReferencedSOPClassUID") == "1.2.840.10008.5.1.4.1.1.66.4"] or [DataSet({})]
                track = content(items, "TEXT", "DCM:112039")
                yield "measurement_groups", path, c, g, track[0].text("TextValue") if track else None, concept(finding), concept(site), len(finding), len(site), \
                    masks[0].text("ReferencedSOPInstanceUID"), masks[0].nth("ReferencedSegmentNumber", 0), sum(i.text("ValueType") == "NUM" for i in items), \
                *(found[0].text("UID") if found else None for found in (content(items, "UIDREF", "DCM:112040"), content(items, "UIDREF", "DCM:121232"))), \
                distinct(i.text("ValueType") for i in items if i.text("ValueType") in ("IMAGE", "SCOORD", "SCOORD3D")) or []
                for n, item in enumerate(items):
                    name = item.first("ConceptNameCodeSequence")
                    if item.text("ValueType") == "NUM":
                        measured = item.first("MeasuredValueSequence")
                        yield "quantitative_measurements", path, c, g, n, concept(finding), triple(name), measured.nth("NumericValue", 0), \
                            triple(measured.first("MeasurementUnitsCodeSequence")), concept(content(item.items("ContentSequence"), "CODE", "DCM:121401")), \
                            concept(site), concept(content(site[0].items("ContentSequence"), "CODE", "SCT:272741003", "SRT:G-C171")) if site else None
                    if item.text("ValueType") == "CODE" and code(name) not in ("DCM:121071", "SCT:363698007", "SRT:G-C0E3"):
                        yield "qualitative_measurements", path, c, g, n, triple(name), triple(item.first("ConceptCodeSequence"))


def day(text):
    """A date in the form of SQL; the older form with points counts too."""
    digits = (text or "").replace(".", "") if text and (len(text) == 8 or text[4:5] + text[7:8] == "..") else ""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdigit() and len(digits) == 8 and digits[4:6] != "00" else None


def value_of(ds, keyword):
    if keyword.endswith("Date"):
        return day(ds.text(keyword))
    if keyword.endswith("Name") and keyword.startswith(("Patient", "Referring")):
        return (ds.text(keyword) or "").rstrip("^= ") or None
    if keyword == "SeriesNumber":
        found = ds.number(keyword)
        return None if found is None else str(int(found))
    return ds.text(keyword)


def conflicts(files):
    study = ["PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge", "StudyDate", "StudyID", "StudyDescription", "AccessionNumber",
        "PatientName", "ReferringPhysicianName"]
    series = ["StudyInstanceUID", "Modality", "SeriesNumber", "SeriesDate", "SeriesDescription", "ProtocolName", "BodyPartExamined", "Laterality",
        "PatientPosition", "FrameOfReferenceUID", "PositionReferenceIndicator", "Manufacturer", "ManufacturerModelName", "InstitutionName", "StationName",
        "DeviceSerialNumber", "SoftwareVersions"]
    for level, uid, keywords in [("study", "StudyInstanceUID", study), ("series", "SeriesInstanceUID", series)]:
        found = defaultdict(Counter)
        for _, ds, _ in files:
            for keyword in keywords:
                if ds.text(uid) is not None and value_of(ds, keyword) is not None:
                    found[ds.text(uid), keyword][value_of(ds, keyword)] += 1
        for (group, keyword), values in found.items():
            for value, count in values.items() if len(values) > 1 else []:
                yield "series_conflicts", level, group, keyword, value, len(values), count
    found = defaultdict(lambda: defaultdict(list))
    for _, ds, _ in files:
        for keyword in ("PatientName", "PatientBirthDate", "PatientSex"):
            if ds.text("PatientID") is not None and value_of(ds, keyword) is not None:
                found[ds.text("IssuerOfPatientID"), ds.text("PatientID"), keyword][value_of(ds, keyword)].append(ds)
    for key, values in found.items():
        for value, sets in values.items() if len(values) > 1 else []:
            yield "patient_conflicts", *key, value, len(values), \
                *(len({ds.text(k) for ds in sets} - {None}) for k in ("StudyInstanceUID", "SeriesInstanceUID")), len(sets)


def variants(files):
    """Combinations of what is said of patient, study, series and equipment; without times and the patient's name. Spaces before a text mean nothing."""
    keywords = ["StudyInstanceUID", "SeriesInstanceUID", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge", "StudyDate",
        "StudyID", "StudyDescription", "AccessionNumber", "ReferringPhysicianName", "Modality", "SOPClassUID", "SeriesNumber", "SeriesDate",
        "SeriesDescription", "ProtocolName", "BodyPartExamined", "Laterality", "PatientPosition", "FrameOfReferenceUID", "PositionReferenceIndicator",
        "Manufacturer", "ManufacturerModelName", "InstitutionName", "StationName", "DeviceSerialNumber", "SoftwareVersions", "PhotometricInterpretation"]
    found = defaultdict(list)
    for _, ds, _ in files:
        found[tuple((value_of(ds, k) or "").lstrip() or None for k in keywords)].append(ds.text("SOPInstanceUID"))
    for values, instances in found.items():
        yield "series_variants", *values, len(instances), sum(i is not None for i in instances)


def references(elements, inside=None):
    """UIDs of instances referred to; of a frame of reference those of the contours' images alone."""
    for keyword, element in elements.items():
        if element["vr"] == "SQ" and isinstance(element["value"], list):
            for item in element["value"]:
                yield from references(item, keyword)
        elif keyword == "ReferencedSOPInstanceUID" and element["value"]:
            yield inside, element["value"][0]


def identities(files):
    no_instances = {"ReferencedStudySequence", "ReferencedPatientSequence", "ReferencedPerformedProcedureStepSequence", "ReferencedRequestSequence",
        "RequestAttributesSequence", "ReferencedVisitSequence", "ROIContourSequence"}
    counts = Counter(ds.text("SOPInstanceUID") for _, ds, _ in files)
    for path, ds, _ in files:
        uid = ds.text("SOPInstanceUID")
        if uid is not None and counts[uid] > 1:
            yield "duplicate_instances", uid, path, counts[uid]
        for keyword, element in ds.elements.items():
            if element["vr"] != "SQ" or keyword in no_instances:
                continue
            found = {u for parent, u in references({keyword: element}) if keyword != "ReferencedFrameOfReferenceSequence" or parent == "ContourImageSequence"}
            orphans = sorted(u for u in found if u not in counts)
            if orphans:
                yield "orphan_references", path, keyword, len(found), len(orphans), orphans[0]


def gaps(files):
    for series, members in by_series(files):
        numbers = sorted({int(ds.number("InstanceNumber")) for _, ds, _ in members if ds.number("InstanceNumber") is not None})
        holes = [(a + 1, b - 1) for a, b in zip(numbers, numbers[1:]) if b > a + 1]
        placed = set()
        for _, ds, _ in members:
            o, p = ds.numbers("ImageOrientationPatient"), ds.numbers("ImagePositionPatient")
            if o and p and len(o) == 6 and len(p) == 3 and None not in o + p:
                placed.add((tuple(o), round(dot(p, cross(o[:3], o[3:])), 3)))
        at = sorted(position for _, position in placed)
        steps = [b - a for a, b in zip(at, at[1:])]
        wide = []
        if len({o for o, _ in placed}) == 1 and len(at) >= 4:
            usual = statistics.median(steps)
            wide = [s for s in steps if usual > 0 and s > 1.5 * usual]
        if series is not None and (holes or wide):
            yield "incomplete_series", series, numbers[0] if numbers else None, numbers[-1] if numbers else None, len(numbers) or None, \
                sum(b - a + 1 for a, b in holes), (f"{holes[0][0]}-{holes[0][1]}" if holes[0][1] > holes[0][0] else str(holes[0][0])) if holes else None, \
                len(wide), sum(round(s / usual) - 1 for s in wide)


OTHERS = [(DataSet.number, "PixelMeasuresSequence", "SliceThickness", True), (DataSet.text, "FrameContentSequence", "StackID", False),
    (DataSet.number, "FrameContentSequence", "InStackPositionNumber", False), (DataSet.number, "FrameContentSequence", "TemporalPositionIndex", False),
    (DataSet.iso, "FrameContentSequence", "FrameAcquisitionDateTime", False), (DataSet.iso, "FrameContentSequence", "FrameReferenceDateTime", False),
    (DataSet.number, "FrameContentSequence", "FrameAcquisitionDuration", False), (DataSet.text, "FrameContentSequence", "CardiacCyclePosition", False),
    (DataSet.number, "CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime", False),
    (DataSet.number, "CardiacSynchronizationSequence", "NominalPercentageOfCardiacPhase", False),
    (DataSet.numbers, "MRDiffusionSequence.DiffusionGradientDirectionSequence", "DiffusionGradientOrientation", True),
    (DataSet.number, "PixelValueTransformationSequence", "RescaleIntercept", True), (DataSet.numbers, "FrameVOILUTSequence", "WindowCenter", True),
    (DataSet.numbers, "FrameVOILUTSequence", "WindowWidth", True), (DataSet.text, "FrameAnatomySequence", "FrameLaterality", False),
    (DataSet.number, "PlanePositionSlideSequence", "XOffsetInSlideCoordinateSystem", False),
    (DataSet.number, "PlanePositionSlideSequence", "YOffsetInSlideCoordinateSystem", False),
    (DataSet.number, "PlanePositionSlideSequence", "ColumnPositionInTotalImagePixelMatrix", False),
    (DataSet.number, "PlanePositionSlideSequence", "RowPositionInTotalImagePixelMatrix", False),
    (DataSet.text, "DerivationImageSequence.SourceImageSequence", "ReferencedSOPInstanceUID", False)]
GROUPS = [("ImagePositionPatient", "PlanePositionSequence"), ("ImageOrientationPatient", "PlaneOrientationSequence"), ("PixelSpacing", "PixelMeasuresSequence")]


def frames(files):
    for path, ds, _ in files:
        if ds.number("Rows") is None:
            continue
        each, shared = ds.items("PerFrameFunctionalGroupsSequence"), ds.first("SharedFunctionalGroupsSequence")
        count = len(each) or min(int(ds.number("NumberOfFrames") or 1), 10000) or 1
        for n in range(count):
            frame = each[n] if each else DataSet({})

            def merged(read, sequence, keyword, of_image=True):
                found = read(frame.first(*sequence.split(".")), keyword)
                found = read(shared.first(*sequence.split(".")), keyword) if found is None else found
                return read(ds, keyword) if found is None and of_image else found

            values = [merged(DataSet.numbers, s, k, k != "ImagePositionPatient" or count == 1) for k, s in GROUPS]
            echo = merged(DataSet.number, "MREchoSequence", "EffectiveEchoTime", False)
            yield "frames", path, n + 1, *values, merged(DataSet.number, "MRDiffusionSequence", "DiffusionBValue"), \
                merged(DataSet.numbers, "FrameContentSequence", "DimensionIndexValues", False), \
                merged(DataSet.numbers, "SegmentIdentificationSequence", "ReferencedSegmentNumber", False), \
                merged(DataSet.number, "PixelValueTransformationSequence", "RescaleSlope"), ds.number("EchoTime") if echo is None else echo, \
                ds.number("NumberOfFrames"), ds.number("Rows"), ds.number("Columns"), *(merged(*other) for other in OTHERS)


def radiotherapy(files):
    for path, ds, _ in files:
        for roi in ds.items("StructureSetROISequence"):
            mine = [[i for i in ds.items(k) if i.number("ReferencedROINumber") == roi.number("ROINumber")] for k in ("RTROIObservationsSequence", "ROIContourSequence")]
            contours = mine[1][0].items("ContourSequence") if mine[1] else []
            yield "rt_rois", path, roi.number("ROINumber"), roi.text("ROIName"), roi.text("ROIGenerationAlgorithm"), \
                mine[0][0].text("RTROIInterpretedType") if mine[0] else None, len(mine[0]), mine[1][0].numbers("ROIDisplayColor") if mine[1] else None, \
                len(contours), sum(c.number("NumberOfContourPoints") or 0 for c in contours), roi.text("ROIDescription"), roi.number("ROIVolume"), \
                roi.text("ReferencedFrameOfReferenceUID"), mine[0][0].text("ROIObservationLabel") if mine[0] else None, \
                triple(mine[0][0].first("RTROIIdentificationCodeSequence")) if mine[0] else None, distinct(c.text("ContourGeometricType") for c in contours)
        if ds.text("SOPClassUID") == "1.2.840.10008.5.1.4.1.1.481.2":
            grid = ds.numbers("GridFrameOffsetVector") or []
            yield "rt_dose_summary", path, ds.text("DoseUnits"), ds.text("DoseType"), ds.text("DoseSummationType"), ds.number("DoseGridScaling"), \
                ds.number("NumberOfFrames"), distinct(p.text("ReferencedSOPInstanceUID") for p in ds.items("ReferencedRTPlanSequence")), len(ds.items("DVHSequence")), \
                ds.texts("TissueHeterogeneityCorrection"), ds.number("Rows"), ds.number("Columns"), ds.numbers("PixelSpacing"), ds.numbers("ImagePositionPatient"), \
                (grid[-1] - grid[0]) / (len(grid) - 1) if len(grid) > 1 else None, \
                distinct(r.text("ReferencedSOPInstanceUID") for r in ds.items("ReferencedStructureSetSequence")), \
                [[[r.number("ReferencedROINumber") for r in v.items("DVHReferencedROISequence")], v.text("DVHType"), v.text("DoseUnits"),
                    *(v.number(k) for k in ("DVHMinimumDose", "DVHMaximumDose", "DVHMeanDose"))] for v in ds.items("DVHSequence")]


def doses(files):
    for path, ds, _ in files:
        for n, event in enumerate(ds.items("ContentSequence")):
            if not content([event], "CONTAINER", "DCM:113706", "DCM:113819"):
                continue
            items = event.items("ContentSequence")
            numbers = [i for i in items if i.text("ValueType") == "NUM"] + [i for c in items for i in c.items("ContentSequence") if i.text("ValueType") == "NUM"]

            def first(value):
                found = content(numbers, "NUM", "DCM:" + value)
                return found[0].first("MeasuredValueSequence").nth("NumericValue", 0) if found else None

            uid, kind = content(items, "UIDREF", "DCM:113769"), content(items, "CODE", "DCM:113721") or content(items, "CODE", "DCM:113820")
            yield "dose_events", path, n, "X-Ray" if content([event], "CONTAINER", "DCM:113706") else "CT", uid[0].text("UID") if uid else None, \
                kind[0].first("ConceptCodeSequence").text("CodeMeaning") if kind else None, \
                *(first(v) for v in ("122130", "113738", "113733", "112011", "113830", "113838", "113734", "113736", "113824", "113742", "113791", "113768",
                    "112012", "113750", "113748", "111631")), \
                *(found[0].first("ConceptCodeSequence").text("CodeMeaning") if found else None for found in [content(items, "CODE", "DCM:113764")]), \
                *(found[0].text("TextValue") if found else None for found in [content(items, "TEXT", "DCM:125203")]), \
                concept(content(items, "CODE", "DCM:123014") or content(items, "CODE", "SCT:123037004")), \
                *(re.sub(r"(\.\d*?)0+$", r"\1", found[0].iso("DateTime")).rstrip(".") if found else None for found in [content(items, "DATETIME", "DCM:111526")]), \
                [[code(i.first("ConceptNameCodeSequence")), i.first("ConceptNameCodeSequence").text("CodeMeaning"), i.first("MeasuredValueSequence").nth("NumericValue", 0),
                    i.first("MeasuredValueSequence", "MeasurementUnitsCodeSequence").text("CodeValue")] for i in numbers]


def windows(files):
    for path, ds, _ in files:
        centers, widths = ds.numbers("WindowCenter") or [], ds.numbers("WindowWidth") or []
        slope, intercept = ds.number("RescaleSlope"), ds.number("RescaleIntercept")
        if not centers and slope is None:
            continue
        bits, signed = ds.number("BitsStored"), ds.number("PixelRepresentation") == 1
        low = high = None
        if ds.text("Modality") == "CT" and ds.text("RescaleType") in (None, "HU") and None not in (slope, intercept, bits):
            low, high = ((-2 ** (bits - 1), 2 ** (bits - 1) - 1) if signed else (0, 2 ** bits - 1))
            low, high = low * slope + intercept, high * slope + intercept
        for n in range(max(1, len(centers), len(widths))):
            yield "display_windows", path, n + 1, ds.nth("WindowCenter", n), ds.nth("WindowWidth", n), slope, intercept, low, high


def nested(elements, path=""):
    """Each sequence that has items, with its path."""
    for keyword, element in elements.items():
        if element["vr"] == "SQ" and isinstance(element["value"], list) and element["value"]:
            yield path + keyword, element["value"]
            for item in element["value"]:
                yield from nested(item, path + keyword + ".")


def long_form(files):
    codes = Counter()
    for path, ds, _ in files:
        found = list(nested(ds.elements))
        if found:
            yield "elements", path, len(found), sum(len(items) for _, items in found)
        for place, items in found:
            for item in map(DataSet, items):
                value = item.text("CodeValue") or item.text("LongCodeValue") or item.text("URNCodeValue")
                if value is not None:
                    codes[place, item.text("CodingSchemeDesignator"), value, item.text("CodeMeaning")] += 1
    for key, count in codes.items():
        yield "code_values", *key, count


def numbers_of(items, path):
    """Measured values of content items at any depth, of any template and of none."""
    for n, item in enumerate(items, 1):
        place = f"{path}ContentSequence[{n}]."
        if item.first("MeasuredValueSequence").elements.get("NumericValue"):
            yield place + "MeasuredValueSequence[1].NumericValue", item.first("MeasuredValueSequence").number("NumericValue")
        yield from numbers_of(item.items("ContentSequence"), place)


def reports(files):
    for path, ds, _ in files:
        for place, value in numbers_of(ds.items("ContentSequence"), ""):
            yield "numbers of reports", path, place, value


def seen(elements):
    """Keywords at any depth."""
    for keyword, element in elements.items():
        yield keyword
        for item in element["value"] if element["vr"] == "SQ" and isinstance(element["value"], list) else []:
            yield from seen(item)


def standard(files):
    for keyword in {k for _, ds, _ in files for k in seen(ds.elements)}:
        if not keyword[0].isdigit():
            yield "standard_coverage", keyword


TEXTS = attributes.TEXTS
STANDARD = attributes.standard(sys.argv[-1])


def is_text(keyword):
    """Text attributes of data sets, without curves and overlays, whose keywords have their group."""
    vr, tag = STANDARD.get(keyword, ("", ""))
    return vr in TEXTS and "0004" <= tag < "5000"


def paths(elements, path=""):
    """Paths of the elements of items, with what became of each: present or empty."""
    for keyword, element in elements.items():
        value = element["value"]
        yield path + keyword, "other" if isinstance(value, dict) else "empty" if not value else "present" if any(v not in (None, "") for v in value) else "other"
        if element["vr"] == "SQ" and isinstance(value, list):
            for item in value:
                yield from paths(item, path + keyword + ".")


def coverage(files):
    """Text attributes alone: of numbers and dates the reading decides which are values."""
    modality, nested_paths, classes, values, devices = Counter(), Counter(), Counter(), defaultdict(Counter), Counter()
    for _, ds, _ in files:
        kind = ds.text("Modality")
        for keyword, element in ds.elements.items():
            if is_text(keyword) and isinstance(element["value"], list):
                state = "present" if any(v not in (None, "") for v in element["value"]) else "empty"
                modality[kind, keyword, state] += 1
                classes[ds.text("SOPClassUID"), kind, keyword, state] += 1
                devices[ds.text("Manufacturer"), kind, keyword, state] += 1
                if STANDARD[keyword][0] == "CS" and ds.text(keyword) and len(element["value"]) == 1 and dictionary_VM(keyword) == "1":
                    values[kind, keyword][ds.text(keyword)] += 1
        for path, state in set(p for p in paths(ds.elements) if "." in p[0] and STANDARD.get(p[0].split(".")[-1], " ")[0] in TEXTS | {"SQ"}):
            nested_paths[kind, path, state] += 1
    for kind, keyword in {key[:2] for key in modality}:
        yield "tag_coverage", kind, keyword, modality[kind, keyword, "present"], modality[kind, keyword, "empty"]
    for uid, kind, keyword in {key[:3] for key in classes}:
        yield "tag_coverage_by", uid, kind, keyword, classes[uid, kind, keyword, "present"], classes[uid, kind, keyword, "empty"]
    for maker, kind, keyword in {key[:3] for key in devices}:
        yield "attribute_counts", maker, kind, keyword, devices[maker, kind, keyword, "present"], devices[maker, kind, keyword, "empty"]
    for kind, path in {key[:2] for key in nested_paths}:
        yield "nested_coverage", kind, path, nested_paths[kind, path, "present"], nested_paths[kind, path, "empty"]
    for (kind, keyword), counts in values.items():
        if len(counts) <= 8 and keyword != "PatientSex":
            for value, count in counts.items():
                yield "attribute_examples", kind, keyword, value, count
    for keyword in {k for _, ds, _ in files if ds.text("SeriesInstanceUID") for k in ds.elements if is_text(k) and ds.text(k)}:
        yield "covering_series", keyword


def main():
    files = [(path, DataSet(elements), syntax) for path, elements, syntax in readings.load(sys.argv[1])]
    for relation in (indexes, slides, segments, structures, annotations, contrast, geometry, measurements, conflicts, variants, identities, gaps,
            frames, radiotherapy, doses, windows, reports, long_form, standard, coverage):
        for row in relation(files):
            print(json.dumps(row))
    for row in attributes.rows(files, *sys.argv[1:]):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
