namespace Etl.EndToEnd.Tests;
