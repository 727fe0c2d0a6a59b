-- MR sequences
-- At which field strengths, with which kinds of sequences?
select MagneticFieldStrength, ScanningSequence, MRAcquisitionType, count(*) as series, min(RepetitionTime) as shortest_tr_ms, max(RepetitionTime) as longest_tr_ms
from mr_index
group by MagneticFieldStrength, ScanningSequence, MRAcquisitionType
order by series desc, MagneticFieldStrength, ScanningSequence, MRAcquisitionType;
