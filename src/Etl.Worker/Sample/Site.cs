namespace Etl.Worker.Sample;

/// <summary>An invented hospital: its character set, and the syllables its invented names are made of.</summary>
internal sealed record Site(
    int Number, TextEncoding Text, string Institution, string Address, string Ward, string[] FamilyNames, string[] GivenNames, string NativeName)
{
    public static readonly Site[] All =
    [
        new(0, TextEncoding.Ascii, "Sample General Hospital", "1 Example Road, Sampleton", "Radiology",
            ["Testara", "Phantom", "Examplo", "Specimen", "Fixture"], ["Alfa", "Bravo", "Carol", "Delta"], ""),
        new(1, TextEncoding.Latin1, "Beispielklinikum Süd", "Musterstraße 1, Übungsstadt", "Röntgen",
            ["Müstermann", "Prüfling", "Übungsfall", "Vörlage", "Muster"], ["Jörg-Muster", "Änne", "Beate", "Fränzi"], ""),
        new(2, TextEncoding.Utf8, "Szpital Przykładowy", "ul. Testowa 1, Łódź", "Oddział Radiologii",
            ["Przykładny", "Wzórski", "Próbka", "Εξέμπλα"], ["Łukasz-Test", "Żaneta", "Ćma"], ""),
        new(3, TextEncoding.Cyrillic, "Больница Пример", "ул. Образцовая 1", "Рентген",
            ["Примеров", "Образцов", "Тестова"], ["Проба", "Модель"], ""),
        new(4, TextEncoding.Japanese, "Mihon Byoin", "Mihon 1-1", "Radiology",
            ["Mihon", "Shiken", "Rei"], ["Kanja", "Hito"], "=見本^患者=みほん^かんじゃ"),
        new(5, TextEncoding.Korean, "Gyeonbon Hospital", "Gyeonbon 1", "Radiology",
            ["Gyeonbon", "Siheom"], ["Hwanja", "Saram"], "=^=견본^환자"),
        new(6, TextEncoding.Chinese, "示例医院", "示例路 1", "放射科",
            ["Shili", "Yangben"], ["Huanzhe", "Ren"], "=示例^患者"),
    ];

    /// <summary>Most patients go to the first three.</summary>
    public static Site Pick(Prng random) => All[random.Pick(0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4, 5, 6)];
}
