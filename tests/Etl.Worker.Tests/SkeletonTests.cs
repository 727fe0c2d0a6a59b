namespace Etl.Worker.Tests;
