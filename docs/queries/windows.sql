-- Display windows of CT
-- Which windows do CT images ask for?
select WindowCenter, WindowWidth, WindowCenterWidthExplanation, count(*) as images
from display_windows
where Modality = 'CT' and WindowCenter is not null
group by all
order by images desc, WindowCenter, WindowWidth, WindowCenterWidthExplanation
limit 20;
