using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using AppServices.Server.Aws;
using AppServices.Server.OutgoingHttp;
using Xunit;

namespace AppServices.Tests.Aws;

/// <summary>The examples that Amazon publishes with its description of signatures.</summary>
public sealed class AwsSignatureTests
{
    private static readonly AwsKey s_key = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3");
    private static readonly DateTimeOffset s_now = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_part_of_an_object() => Assert.EndsWith(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        Authorization(new AwsRequest(HttpMethod.Get, "/test.txt") { Headers = [new HeaderLines("Range", ["bytes=0-9"])] }), StringComparison.Ordinal);

    [Fact]
    public void An_object_that_is_stored() => Assert.EndsWith(
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        Authorization(new AwsRequest(HttpMethod.Put, "/test%24file.text")
        {
            Headers = [new HeaderLines("Date", ["Fri, 24 May 2013 00:00:00 GMT"]), new HeaderLines("x-amz-storage-class", ["REDUCED_REDUNDANCY"])],
            Body = Encoding.UTF8.GetBytes("Welcome to Amazon S3."),
        }), StringComparison.Ordinal);

    [Fact]
    public void A_list_of_objects() => Assert.EndsWith(
        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        Authorization(new AwsRequest(HttpMethod.Get, "/") { Query = [new("max-keys", "2"), new("prefix", "J")] }), StringComparison.Ordinal);

    [Fact]
    public void A_link()
    {
        IReadOnlyList<KeyValuePair<string, string>> query = AwsSignature.Query(
            new AwsRequest(HttpMethod.Get, "/test.txt"), "examplebucket.s3.amazonaws.com", TimeSpan.FromSeconds(86400), s_key, s_now);
        Assert.Equal("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", query.Single(field => field.Key == "X-Amz-Signature").Value);
    }

    private static string Authorization(AwsRequest request) => AwsSignature
        .Headers(request, "examplebucket.s3.amazonaws.com", encodesPathTwice: false, s_key, s_now).Single(header => header.Is("Authorization")).Joined;
}
