using System;
using System.IO;
using Acornima.Ast;
using AppServices.Server.Functions.Realm;
using Jint;
using Jint.Native;

namespace AppServices.Server.Utils;

/// <summary>
/// The globals of Node that apps use without <c>require</c> (app-folder 4.2). They are JavaScript where that says it best, so that a
/// call's limits count for them like for its own script; what needs bytes and tables is in <see cref="NodeNatives"/>.
/// </summary>
internal static class NodeGlobals
{
    private static readonly Prepared<Script> s_buffer = Prepare("buffer");
    private static readonly Prepared<Script> s_url = Prepare("url");
    private static readonly Prepared<Script> s_text = Prepare("text");
    private static readonly Prepared<Script> s_clone = Prepare("clone");
    private static readonly Prepared<Script> s_process = Prepare("process");

    public static void AddTo(Options options, FunctionRealm realm)
    {
        var natives = new Lazy<JsObject>(() => NodeNatives.Create(realm));
        Add("Buffer", s_buffer);
        Add("structuredClone", s_clone);
        Add("process", s_process);
        AddAll(s_url, "URL", "URLSearchParams");
        AddAll(s_text, "TextEncoder", "TextDecoder");

        void Add(string name, Prepared<Script> script) => options.AddLazyGlobal(name, engine => Run(engine, script));

        void AddAll(Prepared<Script> script, params ReadOnlySpan<string> names)
        {
            var all = new Lazy<JsValue>(() => Run(realm.Engine, script));
            foreach (string name in names) options.AddLazyGlobal(name, _ => all.Value.Get(name));
        }

        JsValue Run(Engine engine, Prepared<Script> script) => engine.Call(engine.Evaluate(script), [natives.Value]);
    }

    private static Prepared<Script> Prepare(string name)
    {
        using Stream stream = typeof(NodeGlobals).Assembly.GetManifestResourceStream($"{name}.js")
            ?? throw new InvalidOperationException($"{name}.js is missing.");
        using var reader = new StreamReader(stream);
        return Engine.PrepareScript(reader.ReadToEnd(), $"node:{name}");
    }
}
