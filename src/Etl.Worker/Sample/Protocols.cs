namespace Etl.Worker.Sample;

/// <summary>The studies that an archive is made of, and how often each is done.</summary>
internal static class Protocols
{
    private static readonly BodyRegion Chest = new("CHEST", "51185008|SCT|Chest");
    private static readonly BodyRegion Abdomen = new("ABDOMEN", "818981001|SCT|Abdomen");
    private static readonly BodyRegion Head = new("HEAD", "69536005|SCT|Head");
    private static readonly BodyRegion Brain = new("BRAIN", "12738006|SCT|Brain");
    private static readonly BodyRegion Breast = new("BREAST", "76752008|SCT|Breast");
    private static readonly BodyRegion Heart = new("HEART", "80891009|SCT|Heart");
    private static readonly BodyRegion Whole = new("WHOLEBODY", "38266002|SCT|Entire body");
    private static readonly BodyRegion Jaw = new("JAW", "661005|SCT|Jaw region");
    private static readonly BodyRegion Eye = new("EYE", "81745001|SCT|Eye");
    private static readonly BodyRegion Skin = new("SKIN", "39937001|SCT|Skin");

    private static readonly SeriesKind Scout = Some(CtSeries.Localizer, 1, 2);
    private static readonly SeriesKind DosePage = Some(SecondaryCapture.DosePage, 1, 1, 0.7);
    private static readonly SeriesKind DoseSr = One(DoseReport.Ct, 0.7);
    private static readonly SeriesKind Seg = One(SegmentationObject.Write, 0.25);
    private static readonly SeriesKind Key = One(StructuredReport.KeyObjects, 0.1);
    private static readonly SeriesKind State = One(PresentationState.Grayscale, 0.15);
    private static readonly SeriesKind Pdf = One(Documents.EncapsulatedPdf, 0.1);

    /// <summary>Drawn by weight for every study after the tour.</summary>
    public static readonly Protocol[] Everyday =
    [
        new("CT chest with contrast", Chest, 110, Scout, Some(CtSeries.Helical, 40, 160), Some(CtSeries.Helical, 60, 220, 0.5), DosePage, DoseSr, Key, State, Pdf),
        new("CT abdomen with contrast", Abdomen, 90, Scout, Some(CtSeries.Helical, 60, 180), Some(CtSeries.Helical, 60, 180, 0.6), DosePage, DoseSr, Seg, One(StructuredReport.Findings, 0.2)),
        new("CT head", Head, 90, Scout, Some(CtSeries.Helical, 28, 80), DosePage, DoseSr, State),
        new("MR brain", Brain, 100, Some(MrSeries.Anatomy, 22, 40), Some(MrSeries.Anatomy, 24, 40), Some(MrSeries.Anatomy, 24, 60), Some(MrSeries.Diffusion, 60, 90), Some(MrSeries.ApparentDiffusion, 20, 30), Key, Pdf),
        new("MR brain with contrast", Brain, 60, Some(MrSeries.Anatomy, 24, 40), Some(MrSeries.Anatomy, 24, 40), Some(MrSeries.Anatomy, 120, 192, 0.5), One(EnhancedImage.Mr, 0.2), State),
        new("PET-CT whole body", Whole, 25, Some(CtSeries.Helical, 150, 250), Some(Nuclear.PetImages, 150, 250), One(PresentationState.RealWorldValues, 0.6), One(PresentationState.Registration, 0.4)),
        new("RT planning", Chest, 15, Some(CtSeries.Helical, 80, 160), One(RtObjects.StructureSet), One(RtObjects.TreatmentPlan), One(RtObjects.DoseGrid), Some(RtObjects.PortalImage, 1, 4, 0.5), One(PresentationState.Registration, 0.3)),
        new("CT lesion follow-up", Abdomen, 20, Some(CtSeries.Helical, 60, 160), One(SegmentationObject.Write), One(StructuredReport.Measurements)),
        new("CT perfusion enhanced", Head, 8, Some(EnhancedImage.Ct, 1, 4)),
        new("Chest radiograph", Chest, 160, Some(ProjectionXRay.DigitalXRay, 1, 2)),
        new("Chest radiograph bedside", Chest, 80, Some(ProjectionXRay.ComputedRadiography, 1, 2)),
        new("Mammography", Breast, 60, Some(ProjectionXRay.Mammography, 4, 4), One(StructuredReport.Findings, 0.1)),
        new("Ultrasound abdomen", Abdomen, 80, Some(Ultrasound.Stills, 8, 30), Some(Ultrasound.Loops, 1, 4, 0.5)),
        new("Echocardiography", Heart, 40, Some(Ultrasound.Loops, 6, 24), Some(Ultrasound.Stills, 4, 12)),
        new("Coronary angiography", Heart, 20, Some(Angiography.Angiogram, 6, 18), One(DoseReport.Projection)),
        new("Swallow study", Chest, 10, Some(Angiography.Fluoroscopy, 3, 10), One(DoseReport.Projection, 0.6)),
        new("Bone scintigraphy", Whole, 12, Some(Nuclear.NuclearMedicine, 1, 3), Some(SecondaryCapture.Screenshot, 1, 2, 0.5)),
        new("Pathology slide", Breast, 10, Some(WholeSlide.Pyramid, 3, 4), One(WholeSlide.Annotations, 0.3)),
        new("Resting ECG", Heart, 20, Some(Documents.Electrocardiogram, 1, 2)),
        new("Endoscopy", Abdomen, 10, Some(VisibleLight.Endoscopy, 3, 12), Pdf),
        new("Wound photographs", Skin, 6, Some(VisibleLight.Photograph, 1, 5)),
        new("Eye examination", Eye, 10, Some(VisibleLight.FundusPhotograph, 2, 4), Some(VisibleLight.OpticalCoherence, 1, 2)),
        new("Dental films", Jaw, 6, Some(ProjectionXRay.IntraOral, 2, 8)),
        new("Outside documents", Whole, 10, Some(SecondaryCapture.ScannedSheets, 1, 3), One(Documents.EncapsulatedPdf)),
    ];

    /// <summary>One small study after another that together show every class; the first studies of every archive.</summary>
    public static readonly Protocol[] Tour =
    [
        new("CT lesion with contrast", Abdomen, 1, Exactly(CtSeries.Localizer, 1), Exactly(CtSeries.Helical, 8), One(SecondaryCapture.DosePage), One(DoseReport.Ct),
            One(SegmentationObject.Write), One(StructuredReport.Measurements), One(StructuredReport.Findings), One(StructuredReport.KeyObjects),
            One(PresentationState.Grayscale), One(RtObjects.StructureSet), One(RtObjects.TreatmentPlan), One(RtObjects.DoseGrid), One(RtObjects.PortalImage)),
        new("MR brain with contrast", Brain, 2, Exactly(MrSeries.Anatomy, 5), Exactly(MrSeries.Anatomy, 5), Exactly(MrSeries.Diffusion, 6), Exactly(MrSeries.ApparentDiffusion, 2),
            One(EnhancedImage.Mr), One(SecondaryCapture.Screenshot), One(Documents.EncapsulatedPdf)),
        new("PET-CT whole body", Whole, 3, Exactly(CtSeries.Helical, 4), Exactly(Nuclear.PetImages, 4), One(PresentationState.RealWorldValues), One(PresentationState.Registration)),
        new("Chest radiographs", Chest, 4, Exactly(ProjectionXRay.ComputedRadiography, 2), Exactly(ProjectionXRay.DigitalXRay, 2)),
        new("Mammography", Breast, 5, Exactly(ProjectionXRay.Mammography, 4)),
        new("Ultrasound", Heart, 6, Exactly(Ultrasound.Stills, 2), One(Ultrasound.Loops)),
        new("Angiography", Heart, 7, Exactly(Angiography.Angiogram, 2), One(DoseReport.Projection)),
        new("Swallow study", Chest, 8, Exactly(Angiography.Fluoroscopy, 1)),
        new("Bone scintigraphy", Whole, 9, Exactly(Nuclear.NuclearMedicine, 1)),
        new("CT perfusion", Head, 10, Exactly(EnhancedImage.Ct, 1)),
        new("Pathology slide", Breast, 11, Exactly(WholeSlide.Pyramid, 3), One(WholeSlide.Annotations)),
        new("Resting ECG", Heart, 12, One(Documents.Electrocardiogram)),
        new("Endoscopy", Abdomen, 13, One(VisibleLight.Endoscopy)),
        new("Wound photographs", Skin, 14, One(VisibleLight.Photograph)),
        new("Eye examination", Eye, 15, One(VisibleLight.FundusPhotograph), One(VisibleLight.OpticalCoherence)),
        new("Dental films", Jaw, 16, One(ProjectionXRay.IntraOral)),
        new("Outside documents", Whole, 17, One(SecondaryCapture.ScannedSheets)),
    ];

    /// <summary>As many CT images as there are encoding defects.</summary>
    public static readonly Protocol Deviations = new("CT head", Head, 18, Exactly(CtSeries.Helical, EncodingDefects.All.Length));

    /// <summary>The smallest study that can show a consistency defect.</summary>
    public static readonly Protocol Host = new("MR knee", new("KNEE", "72696002|SCT|Knee"), 19, Exactly(MrSeries.Anatomy, StudyPlan.HostSize));

    /// <summary>The smallest study whose derived objects can refer to nothing.</summary>
    public static readonly Protocol DanglingHost = Host with { Weight = 20, Series = [.. Host.Series, One(SegmentationObject.Write)] };

    private static SeriesKind Some(Action<StudyContext, int> write, int least, int most, double probability = 1) => new(write, least, most, probability);

    private static SeriesKind One(Action<StudyContext, int> write, double probability = 1) => new(write, 1, 1, probability);

    private static SeriesKind Exactly(Action<StudyContext, int> write, int count) => new(write, count, count);
}
