namespace Etl.Worker.Lake.Delta;

/// <summary>What one commit may hold (Delta protocol, "Actions"); readers keep silently the first of two contradicting actions.</summary>
internal static class CommitRules
{
    public static void Require(long version, IReadOnlyCollection<DeltaAction> actions)
    {
        if (actions.OfType<MetaData>().Count() > 1 || actions.OfType<Protocol>().Count() > 1 || actions.OfType<CommitInfo>().Count() > 1)
            throw new ArgumentException("A commit holds at most one metaData, one protocol and one commitInfo.");
        if (version == 0 && !(actions.OfType<MetaData>().Any() && actions.OfType<Protocol>().Any()))
            throw new ArgumentException("Version 0 holds the protocol and the metaData.");
        var apps = new HashSet<string>(StringComparer.Ordinal);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            var first = action switch
            {
                Txn txn => apps.Add(txn.AppId),
                Add add => paths.Add(add.Path),
                Remove remove => paths.Add(remove.Path),
                _ => true,
            };
            if (!first)
                throw new ArgumentException($"A commit holds one {action.GetType().Name} of a path or appId at most, and no add beside a remove.");
        }
    }
}
