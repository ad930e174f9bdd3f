using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Tests.Rules;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Whatever stands at any place of a configuration file, the folder is read, and what is wrong is told.</summary>
public sealed class FolderFuzzTests
{
    private static readonly string[] s_odd =
    [
        "null", "7", "1e400", "\"\"", "\"\\ud800\"", "\"a\\u0000b\"", "\"%%values\"", "[]", "[[null]]", "{}", "{\"$oid\":\"x\"}", "{\"\\ud800\":1}", "{\"%function\":{}}", "{\"$numberLong\":\"9223372036854775807\"}",
    ];

    private static readonly (string Path, string Text)[] s_files =
    [
        ("auth/providers.json", """
            {"local-userpass":{"type":"local-userpass","disabled":false,"config":{"autoConfirm":true,"emailConfirmationUrl":"https://a","resetPasswordUrl":"https://b","confirmEmailSubject":"s","runResetFunction":true,"resetFunctionName":"f"}},
             "custom-token":{"type":"custom-token","config":{"audience":["a"],"requireAnyAudience":true,"signingAlgorithm":"HS256","signingKey":"01234567890123456789012345678901"},"metadata_fields":[{"name":"a.b","field_name":"c","required":true}]},
             "oauth2-google":{"type":"oauth2-google","config":{"clientId":"1","openId":true},"domain_restrictions":["example.com"]}}
            """),
        ("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"d","collection_name":"c","user_id_field":"u","on_user_creation_function_name":"f"}"""),
        ("functions/config.json", """[{"name":"f","private":true,"can_evaluate":{"%%user.id":{"%in":["a"]}},"run_as_system":true,"run_as_user_id":"u","run_as_user_id_script_source":"exports = () => 1","disable_arg_logs":true}]"""),
        ("values/v.json", """{"name":"v","value":{"a":[1]},"from_secret":false}"""),
        ("environments/no-environment.json", """{"values":{"a":"b"}}"""),
        ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"readPreference":"primary"}}"""),
        ("services/push/config.json", """{"name":"push","type":"gcm"}"""),
        (RuledServer.DefaultRule, """{"roles":[{"name":"all","apply_when":{"a":"%%user.id"},"read":true,"write":{"%or":[{"b":1}]}}]}"""),
        (RuledServer.Rules, """
            {"database":"shop","collection":"items","roles":[{"name":"r","apply_when":{"%%true":{"%function":{"name":"f","arguments":["%%root"]}}},"document_filters":{"read":true,"write":true},"insert":true,"delete":false,"search":true,
             "fields":{"a":{"read":true,"fields":{"b":{"write":{"%%prev":{"%exists":true}}}}}},"additional_fields":{"read":true}}],"filters":[{"name":"f","apply_when":{},"query":{"a":"%%values.v"},"projection":{"a":1}}]}
            """),
        (RuledServer.Schema, """
            {"title":"Item","bsonType":"object","required":["_id"],"properties":{"_id":{"bsonType":"objectId"},"a":{"bsonType":"array","items":{"bsonType":"int","minimum":1,"multipleOf":2},"minItems":1,"uniqueItems":true},"s":{"type":["string"],"pattern":"a","maxLength":3,"enum":["a"]}},
             "patternProperties":{"^x":{"not":{"bsonType":"int"}}},"additionalProperties":{"anyOf":[{"bsonType":"int"}]},"dependencies":{"a":["s"]},"validate":{"%%true":true}}
            """),
        ("services/old/rules/shop.things.json", """{"database":"shop","collection":"things","roles":[],"schema":{"title":"T"}}"""),
        ("services/old/config.json", """{"name":"old","type":"mongodb-atlas"}"""),
    ];

    [Fact]
    public void Nothing_at_any_place_keeps_the_rest_from_being_read()
    {
        using AppFolder folder = FolderReading.App([("functions/f.js", "exports = () => 1;"), .. s_files]);
        Assert.Empty(folder.Read().Errors);
        var faults = new List<string>();
        foreach ((string path, string text) in s_files)
        {
            foreach (string variant in Variants(text))
            {
                folder.Write(path, variant);
                if (Record.Exception(() => folder.Read()) is { } error) faults.Add($"{path} {variant}: {error}");
            }
            folder.Write(path, text);
        }
        Assert.True(faults.Count == 0, $"{faults.Count}\n{string.Join('\n', faults.Take(10))}");
    }

    // The text with each value in turn replaced, as texts because what replaces it need not be a value that can be made.
    private static IEnumerable<string> Variants(string text)
    {
        const string Mark = "\"--here--\"";
        int count = Places(JsonNode.Parse(text)!).Count();
        for (int i = 0; i < count; i++)
        {
            JsonNode root = JsonNode.Parse(text)!;
            JsonNode place = Places(root).ElementAt(i);
            if (place == root) continue;
            place.ReplaceWith("--here--");
            string marked = root.ToJsonString();
            foreach (string odd in s_odd) yield return marked.Replace(Mark, odd, StringComparison.Ordinal);
        }
        foreach (string odd in s_odd) yield return odd;
        yield return text[..(text.Length / 2)];
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject all => all.Select(field => field.Value!).SelectMany(Places).Prepend(node),
        JsonArray all => all.SelectMany(item => Places(item!)).Prepend(node),
        _ => [node],
    };
}
