using System;
using System.IO;
using System.Linq;
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
    // What each script returns: one global, or an object with several.
    private static readonly (string File, JsString[] Names)[] s_files =
    [
        ("buffer", [new("Buffer")]),
        ("clone", [new("structuredClone")]),
        ("process", [new("process")]),
        ("url", [new("URL"), new("URLSearchParams")]),
        ("text", [new("TextEncoder"), new("TextDecoder")]),
    ];

    private static readonly Prepared<Script>[] s_scripts = [.. s_files.Select(file => Prepare(file.File))];

    public static void AddTo(FunctionRealm realm)
    {
        var results = new Results(realm);
        for (int i = 0; i < s_files.Length; i++)
        {
            foreach (JsString name in s_files[i].Names)
            {
                realm.AddGlobal(name, (Results: results, File: i, Name: name), static one =>
                    s_files[one.File].Names.Length == 1 ? one.Results[one.File] : one.Results[one.File].Get(one.Name));
            }
        }
    }

    /// <summary>What the scripts returned in a realm, each run when it is first asked for.</summary>
    private sealed class Results(FunctionRealm realm)
    {
        private readonly JsValue?[] _known = new JsValue?[s_files.Length];
        private JsObject? _natives;

        public JsValue this[int file] =>
            _known[file] ??= realm.Engine.Call(realm.Engine.Evaluate(s_scripts[file]), [_natives ??= NodeNatives.Create(realm)]);
    }

    private static Prepared<Script> Prepare(string name)
    {
        using Stream stream = typeof(NodeGlobals).Assembly.GetManifestResourceStream($"{name}.js")
            ?? throw new InvalidOperationException($"{name}.js is missing.");
        using var reader = new StreamReader(stream);
        return Engine.PrepareScript(reader.ReadToEnd(), $"node:{name}");
    }
}
