-- conflicts_disagree: a conflict has at least two values, and a row for each.
select 'series_conflicts' as relation, uid as key, keyword
from series_conflicts
group by level, uid, keyword
having count(*) < 2 or count(*) <> min(distinct_values) or min(distinct_values) <> max(distinct_values) or count(distinct value) <> count(*)
union all
select 'patient_conflicts', concat_ws(' / ', IssuerOfPatientID, PatientID), keyword
from patient_conflicts
group by IssuerOfPatientID, PatientID, keyword
having count(*) < 2 or count(*) <> min(distinct_values) or min(distinct_values) <> max(distinct_values) or count(distinct value) <> count(*)
