namespace Etl.Schema.Values;

/// <summary>What became of one value.</summary>
public enum ValueStatus : byte
{
    /// <summary>The typed value says what the text says. A code beside it is a deviation that changed nothing.</summary>
    Ok,

    /// <summary>There is a typed value, but the text is not what the VR asks for: the text is worth keeping beside it.</summary>
    Altered,

    /// <summary>No typed value.</summary>
    Invalid,
}
