using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Acornima;
using Acornima.Ast;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Settings;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>What a worker needs to know of its app: the sources, ready to run, and all that is known without asking.</summary>
internal sealed class AppFrame
{
    // What functions may change that others see: such an app has one call at a time in a worker.
    private static readonly string[] s_shared = [".prototype", "__proto__", "setPrototypeOf", "defineProperty"];

    private const string Parameters =
        "$scope,context,console,require,setTimeout,clearTimeout,setInterval,clearInterval,setImmediate,clearImmediate,BSON,EJSON,utils";

    private static readonly string[] s_known = ["user", "request", "environment", "app", "values"];

    private readonly FunctionRuntime _runtime;
    private readonly Lazy<(BsonDocument Services, BsonDocument Members)> _remotes;
    private readonly HashSet<string> _implicit = new(StringComparer.Ordinal);

    public AppFrame(FunctionRuntime runtime)
    {
        _runtime = runtime;
        _remotes = new Lazy<(BsonDocument, BsonDocument)>(Remotes);
        FunctionScript[] scripts =
            [.. runtime.Catalog.AllScripts.SelectMany(function => new[] { function.Script, function.RunAs }).OfType<FunctionScript>()];
        foreach (FunctionScript script in scripts) _implicit.UnionWith(ImplicitGlobals(script.Text));
        IsIsolated = scripts.Any(script => s_shared.Any(name => script.Text.Contains(name, StringComparison.Ordinal)));
        Packages = [.. scripts.SelectMany(script => script.Mentions).Where(mention => mention.Kind == MentionKind.Package)
            .Select(mention => mention.Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether calls must not run beside each other in a worker.</summary>
    public bool IsIsolated { get; }

    /// <summary>What functions ask for by a constant name.</summary>
    public IReadOnlyList<string> Packages { get; }

    /// <summary>The frame.</summary>
    /// <param name="settings">What the operator decides.</param>
    /// <param name="folder">The folder of the packages.</param>
    public BsonDocument ToDocument(NodeSettings settings, string folder)
    {
        (BsonDocument services, BsonDocument members) = _remotes.Value;
        AppDescription app = _runtime.App;
        return new BsonDocument
        {
            ["t"] = "app",
            ["folder"] = folder,
            ["functions"] = new BsonDocument(Names().Select(named => new BsonElement(named.Name, Function(named.Function)))),
            ["services"] = services,
            ["members"] = members,
            ["values"] = app.Values,
            ["unreadable"] = new BsonDocument(app.Unreadable.Values.Select(
                value => new BsonElement(value.Key, ContextObject.Unusable($"value '{value.Key}'", value.Value)))),
            ["app"] = ContextObject.App(app),
            ["environment"] = ContextObject.Environment(app),
            ["environmentProblem"] = app.Unreadable.Environment ? ContextObject.Unusable("the environment") : BsonNull.Value,
            ["packages"] = new BsonArray(Packages),
            ["implicit"] = new BsonArray(_implicit),
            ["operations"] = _runtime.Limits.Operations,
            ["isIsolated"] = IsIsolated,
            ["isFresh"] = settings.IsFresh,
        };
    }

    /// <summary>A function as workers run it, one too that is not among those of the app.</summary>
    public BsonDocument Function(CatalogFunction function)
    {
        FunctionDefinition definition = function.Definition;
        if (!function.CanRun) return new BsonDocument("problem", function.Problem);
        BsonDocument source = Source(function.Script);
        source["isSystem"] = definition.RunAsSystem;
        source["hasUser"] = definition.RunAsUserId is { Length: > 0 };
        if (function.RunAs is { } runAs && !definition.RunAsSystem) source["runAs"] = Source(runAs);
        return source;
    }

    private IEnumerable<(string Name, CatalogFunction Function)> Names() => _runtime.Catalog.All.SelectMany(
        function => new[] { function.Definition.Name, function.Definition.Alias }.OfType<string>().Distinct()
            .Select(name => (name, function)));

    private BsonDocument Source(FunctionScript script) => new()
    {
        ["code"] = Wrap(script.Text),
        ["file"] = script.File.StartsWith("functions/", StringComparison.Ordinal)
            ? script.File
            : $"functions/{Path.GetFileName(script.File)}",
    };

    // Calls overlap in a worker, so what is a call's own comes as parameters, which the file may redeclare in the inner function. A name
    // that a file assigns without declaring it is in the call's scope object, where functions of the call share it.
    private string Wrap(string source)
    {
        bool usesScope = _implicit.Any(name => source.Contains(name, StringComparison.Ordinal));
        string run = $"return (function(exports){{{source}\nreturn exports;}})()";
        return $"(function({Parameters}){{{(usesScope ? $"with($scope){{{run}}}" : run)}}})";
    }

    // What is assigned and nowhere declared. A name that is declared in another function of the file counts as declared.
    private static IEnumerable<string> ImplicitGlobals(string text)
    {
        HashSet<string> assigned = [], declared = ["exports"];
        foreach (Node node in new Parser(new ParserOptions { AllowReturnOutsideFunction = true }).ParseScript(text).DescendantNodes())
        {
            switch (node)
            {
                case AssignmentExpression { Left: var left }: assigned.UnionWith(Names(left)); break;
                case UpdateExpression { Argument: Identifier name }: assigned.Add(name.Name); break;
                case ForInStatement { Left: not VariableDeclaration and var left }: assigned.UnionWith(Names(left)); break;
                case ForOfStatement { Left: not VariableDeclaration and var left }: assigned.UnionWith(Names(left)); break;
                case VariableDeclarator variable: declared.UnionWith(Names(variable.Id)); break;
                case CatchClause { Param: { } caught }: declared.UnionWith(Names(caught)); break;
                case ClassDeclaration { Id: { } name }: declared.Add(name.Name); break;
                case IFunction function:
                    if (function.Id is { } own) declared.Add(own.Name);
                    declared.UnionWith(function.Params.SelectMany(Names));
                    break;
            }
        }
        return assigned.Except(declared);
    }

    private static IEnumerable<string> Names(Node pattern) => pattern switch
    {
        Identifier name => [name.Name],
        AssignmentPattern withDefault => Names(withDefault.Left),
        RestElement rest => Names(rest.Argument),
        ArrayPattern array => array.Elements.OfType<Node>().SelectMany(Names),
        ObjectPattern fields => fields.Properties.SelectMany(field => Names(field is Property { Value: var value } ? value : field)),
        _ => [],
    };

    // What parts of the app add to context, as their objects say it themselves.
    private (BsonDocument Services, BsonDocument Members) Remotes()
    {
        var call = new FunctionCall("", [], FunctionUser.System, new FunctionRequest("", new Dictionary<string, string[]>(), "", null));
        FunctionRealm realm = _runtime.OpenRealm(call, _runtime.Limits.Time, default);
        var services = new BsonDocument();
        foreach (string name in realm.Data.ByName.Keys) services[name] = new BsonDocument("isData", true);
        foreach (string name in realm.Data.Unreadable)
            services[name] = new BsonDocument { ["isUnreadable"] = true, ["problem"] = ContextObject.Unusable($"data source '{name}'") };
        foreach (string name in realm.Globals.SelectMany(part => part.ServiceNames).Where(name => !services.Contains(name)))
            services[name] = Remote(realm, name);
        var members = new BsonDocument(realm.SharedContext.GetOwnPropertyKeys(Types.String).Select(key => key.ToString()).Except(s_known)
            .Select(name => new BsonElement(name, Methods((ObjectInstance)realm.SharedContext.Get(name)))));
        return (services, members);
    }

    private static BsonDocument Remote(FunctionRealm realm, string name)
    {
        IRealmGlobals part = realm.Globals.First(part => part.ServiceNames.Contains(name));
        ObjectInstance service = (ObjectInstance)part.FindService(name, realm, realm.Root)!;
        BsonArray methods = Methods(service);
        BsonValue code = part.ServiceErrorCode(name) is { } own ? own : BsonNull.Value;
        if (service is ServiceClients) return new BsonDocument { ["clients"] = methods, ["code"] = code };
        if (methods.Count > 0) return new BsonDocument { ["methods"] = methods, ["code"] = code };
        try
        {
            service.Get("use");
            return new BsonDocument("methods", methods);
        }
        catch (JavaScriptException closed)
        {
            return new BsonDocument("problem", closed.Message);
        }
    }

    private static BsonArray Methods(ObjectInstance service) => [.. service.GetOwnPropertyKeys(Types.String).Select(key => key.ToString())];
}
