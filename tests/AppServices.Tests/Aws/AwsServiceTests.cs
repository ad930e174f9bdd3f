using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Aws;

/// <summary>Services of type <c>aws</c> and <c>aws-ses</c> in functions of both engines, against a server that checks signatures.</summary>
public sealed class AwsServiceTests(CloudApp app) : IClassFixture<CloudApp>
{
    private const string S3 = "const s3 = context.services.get('aws').s3('us-east-1');";

    [Theory]
    [InlineData("await s3.PutObject({ Bucket: 'b', Key: 'plain', Body: 'hello there' }); const r = await s3.GetObject({ Bucket: 'b', Key: 'plain' }); return [r.Body.text(), r.ContentType, r.LastModified.toISOString(), r.ETag, r.ContentLength]",
        """["hello there","binary/octet-stream","2015-10-21T07:28:00.000Z","\"e\"",{"$numberInt":"11"}]""")]
    [InlineData("await s3.PutObject({ Bucket: 'b', Key: 'bin', Body: BSON.Binary.fromBase64('AP8Q', 0), ContentType: 'image/png', Metadata: { owner: 'me' }, ACL: 'public-read' }); const r = await s3.GetObject({ Bucket: 'b', Key: 'bin' }); return [r.Body.toBase64(), r.ContentType, r.Metadata]",
        """["AP8Q","image/png",{"Owner":"me"}]""")]
    [InlineData("await s3.PutObject({ Bucket: 'b', Key: 'a b/../ü+&?#.gz', Body: 'x' }); return (await s3.GetObject({ Bucket: 'b', Key: 'a b/../ü+&?#.gz' })).Body.text()", "\"x\"")]
    [InlineData("return await s3.ListObjectsV2({ Bucket: 'b', Prefix: 'p/', MaxKeys: 2 })",
        """{"Name":"b","KeyCount":{"$numberInt":"2"},"IsTruncated":false,"Contents":[{"Key":"a","Size":{"$numberInt":"3"},"LastModified":{"$date":{"$numberLong":"1445412480000"}}},{"Key":"b","Size":{"$numberInt":"4"}}]}""")]
    [InlineData("return await s3.DeleteObjects({ Bucket: 'b', Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }], Quiet: false } })", """{"Deleted":[{"Key":"a"},{"Key":"b"}]}""")]
    [InlineData("return await s3.DeleteObject({ Bucket: 'b', Key: 'gone' })", "{}")]
    [InlineData("return await s3.HeadObject({ Bucket: 'b', Key: 'none' }).catch(e => e.message.split('\\n')[0])", "\"NotFound: \"")]
    [InlineData("return [typeof s3.PutObject, typeof s3.putObject, typeof s3.then, 'GetObject' in s3]", """["function","undefined","undefined",true]""")]
    public async Task Objects_are_stored_and_found(string code, string result) => await ReturnsAsync(S3 + code, result);

    [Fact]
    public async Task A_link_works_without_a_key_for_a_time()
    {
        await ReturnsAsync(S3 + "await s3.PutObject({ Bucket: 'b', Key: 'some/päth', Body: 'linked' });", "{\"$undefined\":true}");
        WireReply reply = await app.Jint.CallAsync(
            app.JintToken, "system", "[\"context.services.get('aws').s3().PresignURL({ Bucket: 'b', Key: '/some/päth', Method: 'GET', ExpirationMS: 30000 })\"]", CloudApp.Id);
        Assert.True(reply.Status == System.Net.HttpStatusCode.OK, reply.Text);
        string link = System.Text.Json.JsonSerializer.Deserialize<string>(reply.Text)!;
        using var http = new HttpClient();
        Assert.Equal("linked", await http.GetStringAsync(new Uri(link), TestContext.Current.CancellationToken));
        using HttpResponseMessage other = await http.GetAsync(new Uri(link.Replace("p%C3%A4th", "other", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        Assert.Equal(403, (int)other.StatusCode);
    }

    [Theory]
    [InlineData("ses", "SendEmail({ Source: 'me@example.com', Destination: { ToAddresses: ['a@example.com', 'b@example.com'] }, Message: { Subject: { Data: 'Grüße & co' }, Body: { Html: { Charset: 'UTF-8', Data: '<b>hi</b>' } } } })",
        """{"MessageId":"m-1"}""", "Action=SendEmail&Destination.ToAddresses.member.1=a@example.com&Destination.ToAddresses.member.2=b@example.com&Message.Body.Html.Charset=UTF-8")]
    [InlineData("ses", "ListIdentities({})", """{"Identities":["a@example.com","example.com"]}""", "Action=ListIdentities&Version=2010-12-01")]
    [InlineData("ses", "GetSendQuota()", """{"Max24HourSend":{"$numberDouble":"200.5"},"MaxSendRate":{"$numberInt":"1"}}""", "Action=GetSendQuota")]
    [InlineData("sns", "Publish({ TopicArn: 'arn:x', Message: 'm', MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } } })", """{"MessageId":"m-1"}""",
        "MessageAttributes.entry.1.Name=k&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v")]
    [InlineData("kinesis", "PutRecord({ Data: JSON.stringify({ a: 1 }), StreamName: 's', PartitionKey: '1' })",
        """{"SequenceNumber":"1","ShardId":"s","Records":[{"Data":{"$binary":{"base64":"aGk=","subType":"00"}}}],"Number":{"$numberLong":"9007199254740993"}}""",
        """Kinesis_20131202.PutRecord {"Data":"eyJhIjoxfQ==","StreamName":"s","PartitionKey":"1"}""")]
    [InlineData("dynamodb", "GetItem({ TableName: 't', Key: { id: { S: 'x' } }, ConsistentRead: true, Limit: 5, Nothing: undefined })", """{"Item":{"n":{"N":"1"}},"MessageId":"m-2"}""",
        """DynamoDB_20120810.GetItem {"TableName":"t","Key":{"id":{"S":"x"}},"ConsistentRead":true,"Limit":5}""")]
    [InlineData("sqs", "SendMessage({ QueueUrl: 'u', MessageBody: 'b' })", """{"Item":{"n":{"N":"1"}},"MessageId":"m-2"}""", """AmazonSQS.SendMessage {"QueueUrl":"u","MessageBody":"b"}""")]
    public async Task Actions_of_other_services_are_sent_as_these_want_them(string service, string call, string result, string sent)
    {
        await ReturnsAsync($"return await context.services.get('aws').{service}('us-east-1').{call}", result);
        Assert.Contains(app.Cloud.Requests, request => request.Text.Contains(sent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Invoke({ FunctionName: 'arn:aws:f', Payload: JSON.stringify({ x: 1 }) })", """["{\"got\":{\"x\":1}}",{"$numberInt":"200"},"$LATEST",{"$undefined":true}]""")]
    [InlineData("Invoke({ FunctionName: 'f', Qualifier: '1', InvocationType: 'RequestResponse', Payload: '\"fail\"' })", """["{\"got\":\"fail\"}",{"$numberInt":"200"},"$LATEST","Unhandled"]""")]
    public async Task A_lambda_is_invoked(string call, string result) => await ReturnsAsync(
        $"const r = await context.services.get('aws').lambda('us-east-1').{call}; return [r.Payload.text(), r.StatusCode, r.ExecutedVersion, r.FunctionError]", result);

    [Theory]
    [InlineData("aws", "s3().GetObject({ Bucket: 'b', Key: 'none' })", "NoSuchKey: The specified key does not exist.\n\tstatus code: 404, request id: req-1")]
    [InlineData("aws", "s3().GetObject({ Bucket: 'b' })", "'Key' must be a text")]
    [InlineData("aws", "s3().GetObject({ Bucket: 'b/../c', Key: 'k' })", "'Bucket' must be a bucket's name")]
    [InlineData("aws", "s3().GetObject('b')", "an object is expected")]
    [InlineData("aws", "s3().GetObject({ Bucket: 'b', Key: Promise.resolve('k') })", "a promise cannot be sent; await it first")]
    [InlineData("aws", "s3().PutObject({ Bucket: 'b', Key: 'k', Body: 'x', Colour: 'red' })", "this server knows no 'Colour' of s3's PutObject")]
    [InlineData("aws", "s3().PutObject({ Bucket: 'b', Key: 'k', Body: 5 })", "'Body' must be a string or a BSON.Binary")]
    [InlineData("aws", "s3().PutObject({ Bucket: 'b', Key: 'k', Body: 'x'.repeat(4194305) })", "'Body' is larger than 4 MB")]
    [InlineData("aws", "s3().PutObject({ Bucket: 'b', Key: 'k', Metadata: { 'a b': 'x' } })", "a name in 'Metadata' is no name of a header")]
    [InlineData("aws", "s3().PutObject({ Bucket: 'b', Key: 'k', ContentType: 'a\\r\\nX: y' })", "'ContentType' must be ASCII letters without line breaks, because it becomes a header")]
    [InlineData("aws", "s3().PresignURL({ Bucket: 'b', Key: 'k', Method: 'GET', ExpirationMS: 1e12 })", "'ExpirationMS' must be from 1000 to 604800000: a link lives for up to 7 days")]
    [InlineData("aws", "s3().PresignURL({ Bucket: 'b', Key: 'k', Method: 'TRACE', ExpirationMS: 5000 })", "'Method' must be GET, PUT, HEAD or DELETE")]
    [InlineData("aws", "lambda().Invoke({})", "'FunctionName' must be a text")]
    [InlineData("aws", "lambda().ListFunctions({})", "this server knows no action 'ListFunctions' of lambda, only 'Invoke'")]
    [InlineData("aws", "s3('Nowhere/..').ListBuckets({})", "a region is needed, such as s3('us-east-1') or config.region of service 'aws'")]
    [InlineData("ruled", "ses().ListIdentities({})", "a region is needed, such as ses('us-east-1') or config.region of service 'ruled'")]
    [InlineData("secretless", "s3().ListBuckets({})", "secret 'gone', which service 'secretless' names in secret_config.secretAccessKey, is missing")]
    [InlineData("bare", "s3('us-east-1').ListBuckets({})", "service 'bare' has no config.accessKeyId")]
    public async Task What_is_wrong_rejects_with_the_services_code(string service, string call, string message)
    {
        (await app.RunAsync($"context.services.get('{service}').{call}")).AssertError(400, "AWSError", "Error: " + message);
        Assert.Equal("\"caught\"", (await app.RunAsync($"context.services.get('{service}').{call}.catch(() => 'caught')")).Text);
    }

    [Fact]
    public async Task An_action_that_is_not_known_names_those_that_are()
    {
        WireReply reply = await app.RunAsync("context.services.get('aws').s3().PutBucketAcl({})");
        Assert.Contains("this server knows no action 'PutBucketAcl' of s3; it knows PresignURL, AbortMultipartUpload, ", reply.String("error"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3('us-east-1').PutObject({ Bucket: 'allowed', Key: 'k', Body: 'x' })", null)]
    [InlineData("kinesis('us-east-1').PutRecord({})", null)]
    [InlineData("s3('us-east-1').PutObject({ Bucket: 'other', Key: 'k', Body: 'x' })", "s3:PutObject")]
    [InlineData("s3('us-east-1').GetObject({ Bucket: 'allowed', Key: 'k' })", "s3:GetObject")]
    [InlineData("s3('us-east-1').PresignURL({ Bucket: 'allowed', Key: 'k', Method: 'GET', ExpirationMS: 5000 })", "s3:PresignURL")]
    [InlineData("ses('us-east-1').ListIdentities({})", "ses:ListIdentities")]
    public async Task Users_need_a_rule(string call, string? refused)
    {
        WireReply reply = await app.RunAsync($"context.services.get('ruled').{call}.then(() => 'done')", isSystem: false);
        if (refused is null) Assert.Equal("\"done\"", reply.Text);
        else reply.AssertError(400, "NoMatchingRuleFound", $"Error: no rule exists for service 'ruled' action '{refused}'");
    }

    [Theory]
    [InlineData("send({ toAddress: 'you@example.com', fromAddress: 'me@example.com', subject: 's', body: 'b' })", """{"messageId":"m-1"}""", null)]
    [InlineData("send({ toAddress: 'you@example.com', fromAddress: 'me@example.com', subject: 's' })", null, "'body' must be a text")]
    [InlineData("send({ toAddress: 'else@example.com', fromAddress: 'me@example.com', subject: 's', body: 'b' })", null, "no rule exists for service 'mail' action 'send'")]
    public async Task The_older_service_sends_a_mail(string call, string? result, string? error)
    {
        WireReply reply = await app.RunAsync($"context.services.get('mail').{call}", isSystem: false);
        if (result is not null) Assert.Equal(result, reply.Text);
        else reply.AssertError(400, error!.StartsWith("no rule", StringComparison.Ordinal) ? "NoMatchingRuleFound" : "AWSError", "Error: " + error);
        if (result is not null) Assert.Contains(app.Cloud.Requests, request => request.Text.Contains("Source=me@example.com", StringComparison.Ordinal));
    }

    private async Task ReturnsAsync(string code, string result)
    {
        WireReply reply = await app.RunAsync($"(async () => {{ {code} }})()");
        Assert.True((int)reply.Status == 200, reply.Text);
        Assert.Equal(result, reply.Text.Replace("\\u0022", "\\\"", StringComparison.Ordinal));
    }
}

/// <summary>What happens when the services behave badly.</summary>
public sealed class AwsFaultTests : IAsyncLifetime
{
    private readonly CloudApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Errors_and_odd_replies_of_the_services_reject()
    {
        foreach ((int status, string text, string call, string message) in new[]
        {
            (400, """{"__type":"com.amazonaws.kinesis#ResourceNotFoundException","message":"no stream"}""", "kinesis().PutRecord({})", "ResourceNotFoundException: no stream\n\tstatus code: 400, request id: "),
            (400, "<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>not verified</Message></Error></ErrorResponse>", "ses().SendEmail({})", "MessageRejected: not verified\n\tstatus code: 400, request id: "),
            (500, "oops", "kinesis().PutRecord({})", "500 Internal Server Error: \n\tstatus code: 500, request id: "),
            (500, "oops", "ses().SendEmail({})", "500 Internal Server Error: \n\tstatus code: 500, request id: "),
            (500, "oops", "lambda().Invoke({ FunctionName: 'f' })", "500 Internal Server Error: \n\tstatus code: 500, request id: "),
            (200, "{", "kinesis().PutRecord({})", "the reply is no JSON"),
            (200, "<a>", "ses().ListIdentities({})", "the reply is no XML"),
            (200, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "ses().ListIdentities({})", "the reply is no XML"),
            (200, string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000)), "s3().ListBuckets({})", "the reply is no XML"),
        })
        {
            _app.Cloud.Fault = _ => (status, text);
            (await _app.RunAsync($"context.services.get('aws').{call}")).AssertError(400, "AWSError", "Error: " + message);
        }
    }
}
