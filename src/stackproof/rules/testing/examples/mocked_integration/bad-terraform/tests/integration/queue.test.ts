import { SQSClient } from '@aws-sdk/client-sqs';

jest.mock('@aws-sdk/client-sqs'); // finding: TEST-MOCK-001 project

test('sends', () => {
  expect(new SQSClient({})).toBeDefined();
});
