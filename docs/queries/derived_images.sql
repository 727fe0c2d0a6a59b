-- Original and derived images
-- How many images of each modality are derived from others?
select Modality, ImageType[1] as pixel_data, ImageType[2] as examination, count(*) as instances
from dicom_all
where Rows is not null
group by all
order by Modality, instances desc, pixel_data, examination;
