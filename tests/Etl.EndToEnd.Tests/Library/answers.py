#!/usr/bin/python3
"""What queries of docs/queries must answer on the corpus, worked out from pydicom's reading of it.

    answers.py FOLDER_OF_ORACLE_PY expected.ndjson.gz REPOSITORY > rows.ndjson

One JSON line a row: ["query", value, …], in the order of the columns that ExampleQueryTests takes of it.
"""
import json, sys
from collections import Counter, defaultdict

sys.path.insert(0, sys.argv[1])
from oracle import CT, DataSet, PT, by_series, distinct, frames, measurements, of_class, smallest  # noqa: E402
from readings import load  # noqa: E402


def modalities(files):
    groups = defaultdict(list)
    for _, ds, _ in files:
        groups[ds.text("Modality")].append(ds)
    for modality, sets in groups.items():
        yield "modalities", modality, *(len({ds.text(k) for ds in sets} - {None}) for k in ("StudyInstanceUID", "SeriesInstanceUID")), len(sets)


def patients(files):
    groups = defaultdict(set)
    for _, ds, _ in files:
        groups[ds.text("PatientID"), ds.text("IssuerOfPatientID")].add(ds.text("Modality"))
    for (patient, issuer), found in groups.items():
        if {"CT", "SEG"} <= found:
            yield "patients_with_ct_and_seg", patient, issuer


def ct(files):
    thickness = Counter()
    for _, members in by_series(of_class(files, CT)):
        mm = smallest(ds.number("SliceThickness") for _, ds, _ in members)
        thickness["unknown" if mm is None else "to 1 mm" if mm <= 1 else "to 3 mm" if mm <= 3 else "over 3 mm", ] += 1
    for (name,), series in thickness.items():
        yield "ct_by_slice_thickness", name, series


def diffusion(files):
    counts = Counter()
    series = {path: (ds.text("SeriesInstanceUID"), ds.text("Modality")) for path, ds, _ in files}
    for row in frames(files):
        uid, modality = series[row[1]]
        if modality == "MR" and row[6] is not None:
            counts[uid, row[6]] += 1
    for key, n in counts.items():
        yield "mr_by_b_value", *key, n


def pet(files):
    for uid, members in by_series(of_class(files, PT)):
        sets = [ds for _, ds, _ in members]
        drugs = [ds.first("RadiopharmaceuticalInformationSequence") for ds in sets]
        units, decay = (smallest(ds.text(k) for ds in sets) for k in ("Units", "DecayCorrection"))
        dose = smallest(d.number("RadionuclideTotalDose") for d in drugs)
        weight = smallest(ds.number("PatientWeight") for _, ds, _ in files if ds.text("Modality") == "PT" and ds.text("SeriesInstanceUID") == uid)
        yield "pet_suv", uid, units, decay, dose and dose / 1e6, weight


def segments(files):
    counts = Counter()
    for _, ds, _ in files:
        for segment in ds.items("SegmentSequence"):
            kind = segment.first("SegmentedPropertyTypeCodeSequence")
            scheme, value = kind.text("CodingSchemeDesignator"), kind.text("CodeValue")
            counts[f"{scheme}:{value}" if scheme and value else None, kind.text("CodeMeaning"), segment.text("SegmentAlgorithmType")] += 1
    for key, n in counts.items():
        yield "seg_by_code", *key, n


def reports(files):
    values, codes = defaultdict(list), Counter()
    for row in measurements(files):
        if row[0] == "quantitative_measurements":
            finding, quantity, value, unit = row[5:9]
            values[finding and finding[2], quantity and quantity[2], unit and unit[0]].append(value)
        if row[0] == "qualitative_measurements":
            codes[row[5] and row[5][2], row[6] and row[6][2]] += 1
    for key, found in values.items():
        numbers = [v for v in found if v is not None]
        yield "measurements", *key, len(found), min(numbers, default=None), max(numbers, default=None)
    for key, n in codes.items():
        yield "coded_findings", *key, n


def structures(files):
    counts = defaultdict(lambda: [0, 0])
    for _, ds, _ in files:
        for roi in ds.items("StructureSetROISequence"):
            mine = [[i for i in ds.items(k) if i.number("ReferencedROINumber") == roi.number("ROINumber")] for k in ("RTROIObservationsSequence", "ROIContourSequence")]
            found = counts[roi.text("ROIName"), mine[0][0].text("RTROIInterpretedType") if mine[0] else None]
            found[0] += 1
            found[1] += len(mine[1][0].items("ContourSequence")) if mine[1] else 0
    for key, found in counts.items():
        yield "rtstruct_roi_names", *key, *found


def images(files):
    counts = Counter()
    for _, ds, _ in files:
        types = (ds.texts("ImageType") or []) + [None, None]
        if ds.number("Rows") is not None:
            counts[ds.text("Modality"), types[0], types[1]] += 1
    for key, n in counts.items():
        yield "derived_images", *key, n


def slides(files):
    for _, ds, _ in files:
        if ds.text("Modality") == "SM":
            yield "slide_levels", ds.text("SeriesInstanceUID"), ds.number("TotalPixelMatrixColumns"), ds.number("TotalPixelMatrixRows"), ds.number("NumberOfFrames")
    counts = Counter()
    for _, members in by_series([f for f in files if f[1].text("Modality") == "SM"]):
        counts[smallest(ds.first("OpticalPathSequence").number("ObjectiveLensPower") for _, ds, _ in members)] += 1
    for power, n in counts.items():
        yield "slides_by_magnification", power, n


def contrast(files):
    keywords = ["ContrastBolusAgent", "ContrastBolusIngredient", "ContrastBolusRoute"]
    counts = Counter()
    for _, members in by_series([f for f in files if any(f[1].text(k) for k in keywords)]):
        for agent in distinct(ds.text("ContrastBolusAgent") for _, ds, _ in members):
            counts[agent] += 1
    for key, n in counts.items():
        yield "contrast", key, n


def main():
    files = [(path, DataSet(elements), syntax) for path, elements, syntax in load(sys.argv[2])]
    for query in (modalities, patients, ct, diffusion, pet, segments, reports, structures, images, slides, contrast):
        for row in query(files):
            print(json.dumps(row))


if __name__ == "__main__":
    main()
