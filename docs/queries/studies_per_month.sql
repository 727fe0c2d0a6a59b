-- Studies per month
-- How many studies were made in each month, and of which modalities?
select date_trunc('month', StudyDate)::date as month, count(*) as studies, list_sort(list_distinct(flatten(list(modalities)))) as modalities
from study_index
where StudyDate is not null
group by month
order by month;
