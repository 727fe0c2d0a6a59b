using System.Security.Cryptography;
using System.Text.Json;
using Etl.Worker.Web.Access;

namespace Etl.Worker.Web.Console;

/// <summary>The statements of the console: a file each, in the server's own folder, which only its owner may read.</summary>
public sealed class QueryStore(ServeFolder folder, TimeProvider time)
{
    /// <summary>Statements without a name that are kept for each user.</summary>
    private const int MostRecent = 50;

    private readonly Lock gate = new();
    private Dictionary<string, StoredQuery>? all;

    /// <summary>The statement with this id, whoever's it is: who has the id was given it.</summary>
    public StoredQuery? Find(string id)
    {
        lock (gate)
            return All().GetValueOrDefault(id);
    }

    /// <summary>Those of a user: named ones by name, then the recent, newest first.</summary>
    public (IReadOnlyList<StoredQuery> Saved, IReadOnlyList<StoredQuery> Recent) Of(string user)
    {
        lock (gate)
        {
            var own = All().Values.Where(q => q.User == user).ToList();
            return ([.. own.Where(q => q.Name is not null).OrderBy(q => q.Name, StringComparer.Ordinal)], [.. own.Where(q => q.Name is null).OrderByDescending(q => q.At)]);
        }
    }

    /// <summary>Stores a statement. The same text of the same user keeps its id.</summary>
    public StoredQuery Put(string user, string sql, string? name)
    {
        lock (gate)
        {
            var same = All().Values.FirstOrDefault(q => q.User == user && q.Sql == sql);
            var stored = new StoredQuery(same?.Id ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), user, name ?? same?.Name, sql, time.GetUtcNow());
            All()[stored.Id] = stored;
            folder.Replace(FileOf(stored.Id), JsonSerializer.SerializeToUtf8Bytes(stored));
            foreach (var old in Of(user).Recent.Skip(MostRecent))
                Remove(old);
            return stored;
        }
    }

    /// <summary>Takes a statement of this user away.</summary>
    public void Delete(string user, string id)
    {
        lock (gate)
        {
            if (All().GetValueOrDefault(id) is { } stored && stored.User == user)
                Remove(stored);
        }
    }

    private void Remove(StoredQuery query)
    {
        All().Remove(query.Id);
        File.Delete(FileOf(query.Id));
    }

    private string FileOf(string id) => Path.Combine(folder.Create("queries"), id + ".json");

    private Dictionary<string, StoredQuery> All()
    {
        if (all is not null)
            return all;
        all = new Dictionary<string, StoredQuery>(StringComparer.Ordinal);
        var path = Path.Combine(folder.Path, "queries");
        foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path, "*.json") : [])
        {
            if (JsonSerializer.Deserialize<StoredQuery>(File.ReadAllBytes(file)) is { } stored)
                all[stored.Id] = stored;
        }

        return all;
    }
}
