-- Series without a body part
-- How many series do not say what they show, by modality and maker?
select Modality, Manufacturer, count(*) filter (BodyPartExamined is null) as without_body_part, count(*) as series
from series_index
group by Modality, Manufacturer
having count(*) filter (BodyPartExamined is null) > 0
order by without_body_part desc, Modality, Manufacturer;
