-- Refreshes
-- How long did the last refreshes take, and what did they find?
select started_at, duration_s, outcome, listed, new_objects, changed_objects, gone_objects, quarantined, unaccounted
from refreshes
order by started_at desc
limit 10;
