-- Coded findings of structured reports
-- What was said of lesions in codes?
select Quantity.CodeMeaning as quantity, Value.CodeMeaning as value, count(*) as items
from qualitative_measurements
group by all
order by items desc, quantity, value;
