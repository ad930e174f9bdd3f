using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Bson;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Reading;
using AppServices.Server.Storage;
using AppServices.Tests.Rules;
using CsCheck;
using MongoDB.Bson;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>Rules of a collection, and what they show of documents.</summary>
internal sealed class RuleTarget : FuzzTarget
{
    private const string Folder = "data_sources/mongodb-atlas";

    private static readonly string[] s_names = ["%and", "%or", "%nor", "%not", "%in", "%nin", "%eq", "%ne", "%gt", "%exists", "%function", "%size", "%regex", "%%true", "%%false", "%%root", "%%prevRoot", "%%this", "%%prev", "%%user", "%%values", "%%environment", "%%request", "$expr", "$elemMatch"];

    private readonly IReadOnlyList<BsonDocument> _documents = Samples.Stored;

    private static readonly BsonDocument s_roots = new()
    {
        ["user"] = new BsonDocument { ["id"] = "mia", ["custom_data"] = new BsonDocument { ["level"] = 2, ["teams"] = new BsonArray { "a", "b" } }, ["data"] = new BsonDocument("email", "mia@example.com") },
        ["values"] = new BsonDocument { ["v"] = 1, ["on"] = true },
        ["environment"] = new BsonDocument("tag", "production"),
        ["request"] = new BsonDocument("remoteIPAddress", "127.0.0.1"),
    };

    private readonly Mutation _texts = Mutation.Of(Samples.Rules, s_names);

    public override string Name => "rules";

    public override IEnumerable<string> Examples => _texts.Examples;

    public override string Generate(PCG pcg) => pcg.Next(4) > 0
        ? _texts.Generate(pcg, null, out _)
        : _texts.Change(pcg, Shape.Parse(EjsonWriter.ToText(new BsonDocument
        {
            ["roles"] = new BsonArray { RuleGen.Role.Generate(pcg, null, out _) },
            ["filters"] = new BsonArray { RuleGen.Filter.Generate(pcg, null, out _) },
        })));

    public override async ValueTask<bool> RunAsync(string input)
    {
        using var time = new CancellationTokenSource(MaxTime);
        var files = new AppFileSet("app");
        files.Write($"{Folder}/default_rule.json", Bytes(input));
        var warnings = new Warnings();
        var names = new KnownNames(new HashSet<string> { "even", "f" }, s_roots["values"].AsBsonDocument, []);
        SourceRules rules = new SourceRulesReader(names, warnings, new ConfigFiles(files, TemplateExpansion.None), new RuleSettings()).Read("app/" + Folder);
        var context = new RuleContext(name => s_roots.GetValue(name, null), CallAsync, static _ => { }, time.Token);
        try
        {
            CollectionView view = await CollectionView.OpenAsync(rules.Of(new CollectionName("app/mongodb-atlas", "shop", "items")), context);
            foreach (BsonDocument document in _documents)
            {
                if (await view.SeeAsync(document) is { } seen) EjsonWriter.ToUtf8(seen);
            }
            return warnings.Errors.Count == 0;
        }
        catch (Exception error) when (error is AccessRefusedException or DocumentException)
        {
            return false;
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Task<BsonValue> CallAsync(string name, IReadOnlyList<BsonValue> arguments) => name == "f"
        ? Task.FromResult<BsonValue>(arguments.Count > 0)
        : throw new RuleCallException("no such function");
}
