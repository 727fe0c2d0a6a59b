namespace Etl.Worker.Lake.Delta;

/// <summary>The state of a table while its log is being replayed (Delta protocol, "Action Reconciliation").</summary>
internal sealed class Replay
{
    public Replay()
    {
    }

    public Replay(DeltaSnapshot from)
    {
        Protocol = from.Protocol;
        MetaData = from.MetaData;
        CheckpointVersion = from.CheckpointVersion;
        BytesSinceCheckpoint = from.BytesSinceCheckpoint;
        Files = new Dictionary<string, Add>(from.Files, StringComparer.Ordinal);
        Tombstones = new Dictionary<string, Remove>(from.Tombstones, StringComparer.Ordinal);
        Txns = new Dictionary<string, Txn>(from.Txns, StringComparer.Ordinal);
    }

    public Protocol? Protocol { get; private set; }

    public MetaData? MetaData { get; private set; }

    public Dictionary<string, Add> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Remove> Tombstones { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Txn> Txns { get; } = new(StringComparer.Ordinal);

    public long? CheckpointVersion { get; private set; }

    public long BytesSinceCheckpoint { get; private set; }

    /// <summary>What was replayed so far is in the checkpoint of this version.</summary>
    public void StandAtCheckpoint(long version)
    {
        CheckpointVersion = version;
        BytesSinceCheckpoint = 0;
    }

    public void Apply((List<DeltaAction> Actions, int Bytes) commit)
    {
        Apply(commit.Actions);
        BytesSinceCheckpoint += commit.Bytes;
    }

    public void Apply(IEnumerable<DeltaAction> actions)
    {
        foreach (var action in actions)
            Apply(action);
    }

    private void Apply(DeltaAction action)
    {
        switch (action)
        {
            case Add add:
                Files[add.Path] = add;
                Tombstones.Remove(add.Path);
                break;
            case Remove remove:
                Files.Remove(remove.Path);
                Tombstones[remove.Path] = remove;
                break;
            case Protocol protocol:
                Protocol = protocol;
                break;
            case MetaData metaData:
                MetaData = metaData;
                break;
            case Txn txn:
                Txns[txn.AppId] = txn;
                break;
        }
    }
}
