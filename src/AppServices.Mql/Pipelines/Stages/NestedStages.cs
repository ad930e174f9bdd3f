using System;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>Stages that may not stand in a pipeline within another.</summary>
internal static class NestedStages
{
    /// <exception cref="DocumentException">One of the stages is there.</exception>
    public static void Refuse(BsonArray stages, int code, string where, params ReadOnlySpan<string> refused)
    {
        foreach (BsonValue stage in stages)
        {
            if (stage is not BsonDocument { ElementCount: > 0 } document) continue;
            BsonElement only = document.GetElement(0);
            if (refused.IndexOf(only.Name) >= 0) throw DocumentException.Numbered(code, $"{only.Name} is not allowed to be used {where}");
        }
    }
}
