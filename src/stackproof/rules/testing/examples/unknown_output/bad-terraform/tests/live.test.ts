import outputs from '../cfn-outputs/flat-outputs.json';

test('queue', () => {
  expect(outputs.queue_url).toContain('orders');
  expect(outputs['TableName']).toBeDefined(); // finding: TEST-OUTPUT-001 project
});
