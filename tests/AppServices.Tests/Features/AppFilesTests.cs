using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Providers;
using AppServices.Server.Services;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Features;

/// <summary>An app is read from its files wherever they are kept.</summary>
public sealed class AppFilesTests
{
    private static readonly AppReader s_reader = new(AppFeatures.All());

    [Fact]
    public void An_app_that_is_in_no_folder_is_read_like_one_that_is()
    {
        AppDefinition app = s_reader.Read(
            new MemoryFiles(
                ("root_config.json", AppFolder.Root),
                ("auth/providers.json", AppFolder.Providers),
                ("environments/no-environment.json", """{"values":{"greeting":"Hello"}}"""),
                ("values/limit.json", """{"name":"limit","value":"%(%%environment.values.greeting)"}"""),
                ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}"""),
                ("data_sources/mongodb-atlas/shop/items/rules.json", """{"roles":[{"name":"all","apply_when":{},"read":true}]}"""),
                ("functions/util/sum.js", "exports = (a, b) => a + b;"),
                ("functions/broken.js", "exports = ")),
            null, SecretStore.Read(null));
        Assert.Equal("test-abcde", app.ClientAppId);
        Assert.Equal(["broken", "util/sum"], app.Get<FunctionCatalog>().All.Select(function => function.Definition.Name).Order());
        Assert.Equal(["anon-user", "api-key", "local-userpass"], app.Get<ProviderEntries>().Enabled.Keys.Order());
        Assert.Equal("Hello", app.Description.Values["limit"]);
        Assert.Equal(("shop", "items"), Assert.Single(Assert.Single(app.Get<DataSources>().All).Rules.Collections).Key);
        Assert.Equal(["draft:/test/functions/broken.js:1:11: Unexpected end of input"], app.Errors);
    }

    [Fact]
    public void No_app_is_none_there_either() => Assert.Equal(
        "draft:/test: This is no exported app: it has none of root_config.json, realm_config.json, config.json, stitch.json.",
        Assert.Throws<ConfigurationException>(() => s_reader.Read(new MemoryFiles(("readme.txt", "x")), null, SecretStore.Read(null))).Message);

    private sealed class MemoryFiles(params (string Path, string Text)[] files) : IAppFiles
    {
        public string Root => "draft:/test";

        public bool Exists(string path) => All.Any(file => file.Path == path) || HasFolder(path);

        public bool HasFolder(string path) => All.Any(file => file.Path.StartsWith(path + "/", StringComparison.Ordinal));

        public byte[] Read(string path) => Encoding.UTF8.GetBytes(
            All.FirstOrDefault(file => file.Path == path).Text ?? throw new FileNotFoundException($"Could not find file '{path}'."));

        public IReadOnlyList<string> Files(string folder, string extension, bool below) =>
        [
            .. All.Select(file => file.Path)
                .Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal) && path.EndsWith(extension, StringComparison.Ordinal))
                .Where(path => below || path.LastIndexOf('/') == folder.Length)
                .Order(StringComparer.Ordinal),
        ];

        public IReadOnlyList<string> Folders(string folder) =>
        [
            .. All.Where(file => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))
                .Select(file => file.Path[(folder.Length + 1)..].Split('/'))
                .Where(parts => parts.Length > 1).Select(parts => $"{folder}/{parts[0]}").Distinct().Order(StringComparer.Ordinal),
        ];

        private IEnumerable<(string Path, string Text)> All => files.Select(file => ($"{Root}/{file.Path}", file.Text));
    }
}
