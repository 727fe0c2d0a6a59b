namespace Etl.Schema.Tests;
