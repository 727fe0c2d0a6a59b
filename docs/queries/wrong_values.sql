-- Values that are none
-- Which attributes hold values that are not of their VR, from which makers?
select Manufacturer, keyword, vr, reason, count(*) as "values"
from value_errors
group by all
order by "values" desc, Manufacturer, keyword, vr, reason;
