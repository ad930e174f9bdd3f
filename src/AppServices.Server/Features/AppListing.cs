using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Features;

/// <summary>What an app has and what of it will work, for whoever shows it. Source: app-folder 1.18.</summary>
internal sealed class AppListing(AppDefinition app)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions s_indented = new(s_json) { WriteIndented = true };

    /// <summary>The app.</summary>
    public AppDefinition App { get; } = app;

    /// <summary>Why something of it will not work; none when everything will.</summary>
    public IReadOnlyList<AppFinding> Findings { get; } = [.. AppFinding.Of(app)];

    /// <summary>All of it as JSON, on one line unless it is to be indented.</summary>
    public string ToJson(bool isIndented) => JsonSerializer.Serialize(
        new
        {
            AppId = App.ClientAppId,
            Folder = App.Root,
            Works = Findings.Count == 0,
            Items = App.Items.OrderBy(item => item.Kind).Select(item => new
            {
                item.Kind,
                item.Name,
                item.Type,
                item.Detail,
                item.Place,
                State = item.IsDisabled ? "disabled" : item.Works ? "works" : "doesNotWork",
                Problem = item.Problem is null ? null : Below(item.Problem),
                Missing = item.Missing.Count == 0 ? null : item.Missing,
            }),
            Errors = Findings.Select(finding => new { Text = Below(finding.Text), finding.Places }),
            Warnings = App.Warnings.Select(Below),
        },
        isIndented ? s_indented : s_json);

    /// <summary>A text without the path of the app's folder, which a listing names once.</summary>
    public string Below(string text) => text.Replace(App.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
