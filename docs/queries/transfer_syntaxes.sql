-- Compression
-- How much of each modality is compressed, and how?
select Modality, transfer_syntax_name, count(*) as series, sum(instanceCount) as instances, round(sum(series_size_mb), 3) as size_mb
from series_index
group by Modality, transfer_syntax_name
order by Modality, series desc, transfer_syntax_name;
