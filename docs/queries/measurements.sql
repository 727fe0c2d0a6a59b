-- Measurements of structured reports
-- What was measured of which finding, in which units?
select finding.CodeMeaning as finding, Quantity.CodeMeaning as quantity, Units.CodeValue as units, count(*) as measurements, min(Value) as smallest, max(Value) as largest
from quantitative_measurements
group by all
order by measurements desc, finding, quantity, units;
