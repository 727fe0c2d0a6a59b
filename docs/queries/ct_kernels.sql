-- CT kernels
-- Which reconstruction kernels does each maker's CT use?
select series.Manufacturer, kernel, count(*) as series
from (select SeriesInstanceUID, unnest(ConvolutionKernel) as kernel from ct_index) as kernels
join series_index as series using (SeriesInstanceUID)
group by all
order by series desc, Manufacturer, kernel;
