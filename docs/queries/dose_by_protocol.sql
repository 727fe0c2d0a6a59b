-- Dose by protocol
-- What dose do CT protocols give, by the dose reports?
select Manufacturer, ManufacturerModelName, acquisition_protocol, count(*) as events, median(mean_ctdivol) as median_ctdivol_mgy, median(dlp) as median_dlp_mgycm
from dose_events
where event_kind = 'CT'
group by all
order by events desc, Manufacturer, ManufacturerModelName, acquisition_protocol;
