namespace Etl.Fuzz.Checks;

/// <summary>A promise that an input broke.</summary>
internal sealed class ViolationException(string message) : Exception(message)
{
    public static void Unless(bool isKept, string promise)
    {
        if (!isKept)
            throw new ViolationException(promise);
    }
}
