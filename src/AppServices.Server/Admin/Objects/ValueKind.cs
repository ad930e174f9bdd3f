using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Objects;

/// <summary>Values, which name a secret instead with <c>from_secret</c>. Source: admin-api 4.3, app-folder 1.6.</summary>
internal sealed partial class ValueKind() : FolderKind("value", "values")
{
    private static readonly string[] s_summary = ["name", "private", "from_secret"];

    public override string? NotFoundCode => "ValueNotFound";

    public override string? DuplicateCode => "ValueDuplicateName";

    protected override IReadOnlyList<string>? SummaryFields => s_summary;

    public override DefinitionObject Read(JsonObject body, DefinitionObject? before, References references)
    {
        string name = body.RequiredText("name");
        RequireName(name);
        if (!body.ContainsKey("value")) throw new ApiException(400, "MissingParameter", "'value' is required");
        bool isSecret = body.Flag("from_secret");
        JsonNode? value = isSecret ? JsonValue.Create(body.RequiredText("value")) : body["value"]?.DeepClone();
        return new DefinitionObject(
            name, new JsonObject { ["name"] = name, ["value"] = value, ["private"] = body.Flag("private"), ["from_secret"] = isSecret },
            PathOf(name, before));
    }

    public override JsonObject ToReply(DefinitionObject known, References references)
    {
        JsonObject reply = known.Value.Copy();
        reply["private"] ??= false;
        reply["from_secret"] ??= false;
        return reply;
    }

    /// <summary>Refuses what is no name of a value.</summary>
    public static void RequireName(string name)
    {
        if (!Name().IsMatch(name))
            throw ObjectChecks.Invalid($"'{name}' is no name of a value: 64 letters, digits, '_' and '-' are possible");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
