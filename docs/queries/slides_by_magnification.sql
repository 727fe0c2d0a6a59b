-- Slides by magnification
-- How many slides were scanned with which objective, of which stains?
select ObjectiveLensPower, staining_usingSubstance_CodeMeaning as stains, count(*) as slides, max(max_TotalPixelMatrixColumns) as widest_px
from sm_index
group by all
order by slides desc, ObjectiveLensPower, stains;
