-- frames_are_numbered: the frames of an image are numbered from 1, each once. Images with functional groups, of which a frame is an item.
select source_uri
from frames
where has_functional_groups
group by source_uri
having min(frame_number) <> 1 or max(frame_number) <> count(distinct frame_number)
