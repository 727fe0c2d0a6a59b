// Runs one statement in a ClickHouse engine of its own and prints what it answers, a JSON array a row.
const { query } = require('chdb');
process.stdout.write(query(process.argv[2], 'JSONCompactEachRow'));
