describe('queue', () => {
  test('is written later', () => { // finding: TEST-PLACEHOLDER-001 project
  });

  it('is always true', async () => { // finding: TEST-PLACEHOLDER-001 project
    expect(true).toBe(true);
  });

  test('has a name', () => { // finding: TEST-PLACEHOLDER-001 project
    const name = 'orders } {';
    // expect(name).toBe('orders');
  });

  it('fails', () => { // finding: TEST-PLACEHOLDER-001 project
    fail('not written');
  });

  test('is real', () => {
    const name = `orders ${'}'}`;
    expect(name).toContain('orders'); // { test('no test', () => {})
  });
});
