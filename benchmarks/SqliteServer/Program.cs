using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

// What a web server of a page does with the same rows: a table with an index, as durable as ours, no users and no rules. Its argument is
// the database's file, its second one how many rows are there from the start.
const string Text = "INSERT INTO items (id, \"group\", body) VALUES ($id, $group, $body)";

string source = $"Data Source={args[0]}";
using (SqliteConnection first = Open())
{
    Run(first, "PRAGMA journal_mode = WAL; CREATE TABLE items (id INTEGER PRIMARY KEY, \"group\" INTEGER NOT NULL, body TEXT NOT NULL);");
    Run(first, "CREATE INDEX by_group ON items (\"group\")");
    Insert(Enumerable.Range(0, int.Parse(args[1])));
}

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
await using WebApplication app = builder.Build();
app.MapPost("/id", context => AnswerAsync(context, number => Find("SELECT body FROM items WHERE id = $number", number)));
app.MapPost("/group", context => AnswerAsync(context, number => Find("SELECT body FROM items WHERE \"group\" = $number", number)));
app.MapPost("/one", context => AnswerAsync(context, number => Insert([number])));
app.MapPost("/many", context => AnswerAsync(context, number => Insert(Enumerable.Range(number, 1000))));
app.Urls.Add("http://127.0.0.1:0");
await app.StartAsync();
foreach (string address in app.Urls) Console.WriteLine($"Ready: {address} serving nothing");
await Console.In.ReadToEndAsync();
await app.StopAsync();

static async Task AnswerAsync(HttpContext context, Func<int, string> answer)
{
    using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
    context.Response.ContentType = "application/json";
    await context.Response.WriteAsync(answer(request.RootElement.GetProperty("number").GetInt32()));
}

string Find(string query, int number)
{
    using SqliteConnection connection = Open();
    using SqliteCommand command = connection.CreateCommand();
    command.CommandText = query;
    command.Parameters.AddWithValue("$number", number);
    using SqliteDataReader rows = command.ExecuteReader();
    List<string> found = [];
    while (rows.Read()) found.Add(rows.GetString(0));
    return $"[{string.Join(',', found)}]";
}

string Insert(IEnumerable<int> numbers)
{
    using SqliteConnection connection = Open();
    using SqliteTransaction transaction = connection.BeginTransaction();
    using SqliteCommand command = connection.CreateCommand();
    command.Transaction = transaction;
    command.CommandText = Text;
    SqliteParameter id = command.Parameters.Add("$id", SqliteType.Integer), group = command.Parameters.Add("$group", SqliteType.Integer);
    SqliteParameter body = command.Parameters.Add("$body", SqliteType.Text);
    foreach (int number in numbers)
    {
        id.Value = number;
        group.Value = number / 10;
        body.Value = $$"""{"_id":{"$numberInt":"{{number}}"},"group":{"$numberInt":"{{number / 10}}"},"text":"{{new string('x', 100)}}"}""";
        command.ExecuteNonQuery();
    }
    transaction.Commit();
    return "{}";
}

SqliteConnection Open()
{
    var connection = new SqliteConnection(source);
    connection.Open();
    Run(connection, "PRAGMA synchronous = FULL");
    return connection;
}

static void Run(SqliteConnection connection, string text)
{
    using SqliteCommand command = connection.CreateCommand();
    command.CommandText = text;
    command.ExecuteNonQuery();
}
