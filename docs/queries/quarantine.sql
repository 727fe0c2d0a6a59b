-- Objects that gave no row
-- Why were objects not read?
select reason_code, count(*) as objects, min(first_seen_at) as since
from quarantine
group by reason_code
order by objects desc, reason_code;
