using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

public sealed class WarehouseDatabaseTests
{
    [Fact]
    public void CheckpointsBesideTransactionsThatWrite_WaitForThem_AndNothingIsLost()
    {
        const int Tables = 40, Rows = 5000;
        var folder = Directory.CreateTempSubdirectory("etl-warehouse-");
        try
        {
            var file = Path.Combine(folder.FullName, "warehouse.building");
            using (var database = new WarehouseDatabase(file, Path.Combine(folder.FullName, "temporary"), 1, "256MB"))
            {
                var isWriting = true;
                var checkpoints = 0;
                var writer = new Thread(() =>
                {
                    using var connection = database.Connect();
                    for (var i = 0; i < Tables; i++)
                        connection.Execute($"begin; create table t{i} as select range as id from range({Rows}); insert into t{i} select -id from t{i}; commit");
                    Volatile.Write(ref isWriting, false);
                });
                writer.Start();
                using (var connection = database.Connect())
                {
                    do
                    {
                        connection.Execute("force checkpoint");
                        checkpoints++;
                    }
                    while (Volatile.Read(ref isWriting));
                    writer.Join();
                    connection.Execute("force checkpoint");
                }

                Assert.True(checkpoints > 0);
            }

            using var written = DuckDbDatabase.Open(file, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
            using var reader = written.Connect();
            for (var i = 0; i < Tables; i++)
                Assert.Equal(2L * Rows, reader.QueryScalar<long>($"select count(*) from t{i} where abs(id) < {Rows}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
