-- Diffusion MR by b-value
-- Which series are diffusion-weighted, with which b-values, whether they are single images or frames?
select SeriesInstanceUID, DiffusionBValue as b_value_s_per_mm2, count(*) as frames
from frames
where Modality = 'MR' and DiffusionBValue is not null
group by all
order by SeriesInstanceUID, b_value_s_per_mm2;
